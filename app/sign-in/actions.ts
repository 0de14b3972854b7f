"use server";

import { redirect } from "next/navigation";
import { setLocaleAction } from "@/app/actions";
import type { SignInState } from "@/components/sign-in/sign-in-form";
import { DEMO_PASSWORD } from "@/lib/auth/demo-staff";
import { findNextPath, homePath } from "@/lib/auth/next-path";
import { reportIncident } from "@/lib/boundary/incident";
import { startSession } from "@/lib/boundary/session";
import { err } from "@/lib/result";
import { formatRefusal } from "./format-refusal";

/** The form's own action: it works before the page's script has arrived, and without it. */
export async function signInAction(_previous: SignInState, form: FormData): Promise<SignInState> {
  // A demo's button carries the name alone: its password is no secret, and is refused where there is no demo.
  const demoName = form.get("demoName");
  const userName = demoName ?? form.get("userName");
  const signedIn = await startSession(userName, demoName === null ? form.get("password") : DEMO_PASSWORD).catch(
    (error: unknown) => err({ code: "failed", incident: reportIncident(error, "signIn") } as const),
  );
  if (!signedIn.ok) {
    return { userName: typeof userName === "string" ? userName : "", refusal: await formatRefusal(signedIn.error) };
  }
  const next = form.get("next");
  redirect(findNextPath(typeof next === "string" ? next : null) ?? homePath(signedIn.value.role));
}

/** The language of this browser from now on, chosen by a button of a form: it needs no script either. */
export async function chooseLocaleAction(form: FormData): Promise<void> {
  await setLocaleAction(String(form.get("locale")));
}
