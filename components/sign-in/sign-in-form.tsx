"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { SignInError } from "@/lib/auth/errors";
import { DemoPeople, type Demo } from "./demo-people";
import { PasswordField, UserNameField } from "./fields";

/** Why nobody was signed in, as the server says it; `incident` is the id under which its log has a failure. */
export type SignInRefusal = {
  readonly code: SignInError["code"] | "failed";
  readonly sentence: string;
  readonly incident: string | null;
};

export type SignInState = { readonly userName: string; readonly refusal: SignInRefusal | null };

/** The form's sentences come with it: a catalogue in the browser would weigh more than the form. */
export type SignInWords = Readonly<Record<"userName" | "password" | "showPassword" | "submit" | "submitting", string>>;

type SignInFormProps = {
  readonly action: (previous: SignInState, form: FormData) => Promise<SignInState>;
  /** Where to go afterwards, as the address says. */
  readonly next: string | null;
  readonly words: SignInWords;
  readonly demo: Demo | null;
  /** Said until the first attempt is answered. */
  readonly notice: string | null;
};

/** A form that works before its script has arrived, and without it. */
export function SignInForm({ action, next, words, demo, notice }: SignInFormProps) {
  const [state, submit, isPending] = useActionState(action, { userName: "", refusal: null });
  const { refusal } = state;
  const isWrong = refusal?.code === "bad_credentials";

  return (
    <>
      {refusal === null && notice !== null && (
        <Notice tone="warn" className="mb-5">
          {notice}
        </Notice>
      )}
      {refusal !== null && (
        <Notice tone={refusal.code === "throttled" ? "warn" : "bad"} role="alert" id="refusal" className="mb-5">
          {refusal.sentence}
          {refusal.incident !== null && (
            <>
              {" "}
              <bdi className="font-mono text-[0.8125rem]">{refusal.incident}</bdi>
            </>
          )}
        </Notice>
      )}
      <form action={submit} className="space-y-4">
        {next !== null && <input type="hidden" name="next" value={next} />}
        <UserNameField label={words.userName} defaultValue={state.userName} isWrong={isWrong} />
        <PasswordField label={words.password} showLabel={words.showPassword} isWrong={isWrong} attempt={state} />
        <Button type="submit" look="primary" size="large" isBusy={isPending} className="w-full">
          {isPending ? words.submitting : words.submit}
        </Button>
      </form>
      {demo && <DemoPeople demo={demo} action={submit} next={next} isBusy={isPending} />}
    </>
  );
}
