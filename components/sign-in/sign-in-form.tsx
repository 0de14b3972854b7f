"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { SignInError } from "@/lib/auth/errors";
import { DemoPeople, type DemoPerson } from "./demo-people";
import { PasswordField, UserNameField } from "./fields";
import { Refusal } from "./refusal";

export type SignInRefusal = SignInError | { readonly code: "failed"; readonly incident: string };

export type SignInState = { readonly userName: string; readonly refusal: SignInRefusal | null };

type SignInFormProps = {
  readonly action: (previous: SignInState, form: FormData) => Promise<SignInState>;
  /** Where to go afterwards, as the address says. */
  readonly next: string | null;
  readonly demo: { readonly password: string; readonly people: readonly DemoPerson[] } | null;
  /** Said until the first attempt is answered. */
  readonly notice: string | null;
};

/** A form that works before its script has arrived, and without it. */
export function SignInForm({ action, next, demo, notice }: SignInFormProps) {
  const t = useTranslations("signIn");
  const [state, submit, isPending] = useActionState(action, { userName: "", refusal: null });
  const isWrong = state.refusal?.code === "bad_credentials";

  return (
    <>
      {notice && !state.refusal && (
        <Notice tone="warn" className="mb-5">
          {notice}
        </Notice>
      )}
      {state.refusal && (
        <Notice tone={state.refusal.code === "throttled" ? "warn" : "bad"} role="alert" id="refusal" className="mb-5">
          <Refusal refusal={state.refusal} />
        </Notice>
      )}
      <form action={submit} className="space-y-4">
        {next !== null && <input type="hidden" name="next" value={next} />}
        <UserNameField defaultValue={state.userName} isWrong={isWrong} />
        <PasswordField isWrong={isWrong} attempt={state} />
        <Button type="submit" look="primary" size="large" isBusy={isPending} className="w-full">
          {isPending ? t("submitting") : t("submit")}
        </Button>
      </form>
      {demo && <DemoPeople {...demo} action={submit} next={next} isBusy={isPending} />}
    </>
  );
}
