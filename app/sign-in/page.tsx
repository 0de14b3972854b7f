import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BrandPanel } from "@/components/sign-in/brand-panel";
import type { Demo } from "@/components/sign-in/demo-people";
import { LanguageSwitch } from "@/components/sign-in/language-switch";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { Logo } from "@/components/ui/logo";
import { DEMO_PASSWORD, DEMO_STAFF } from "@/lib/auth/demo-staff";
import { findNextPath, homePath } from "@/lib/auth/next-path";
import { loadSignIn } from "@/lib/boundary/sign-in-page";
import { chooseLocaleAction, signInAction } from "./actions";

type SignInQuery = { readonly next?: string | string[] };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

async function describeDemo(): Promise<Demo> {
  const t = await getTranslations("signIn");
  const roles = await getTranslations("roles");
  const people = DEMO_STAFF.map(({ userName, role, shopName }) => ({
    userName,
    roleName: roles(role),
    place: shopName ?? t("everyShop"),
  }));
  const hint = t.rich("demoHint", {
    password: DEMO_PASSWORD,
    code: (chunks) => <bdi className="bg-sunken text-ink rounded px-1.5 py-0.5 font-semibold">{chunks}</bdi>,
  });
  return { title: t("demoTitle"), hint, people };
}

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<SignInQuery> }) {
  const { next: wish } = await searchParams;
  const next = findNextPath(typeof wish === "string" ? wish : null);
  const { session, isEmpty, isDemo } = await loadSignIn();
  if (session) redirect(next ?? homePath(session.role));

  const t = await getTranslations("signIn");
  const words = {
    userName: t("userName"),
    password: t("password"),
    showPassword: t("showPassword"),
    submit: t("submit"),
    submitting: t("submitting"),
  };
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(22rem,5fr)_7fr]">
      <BrandPanel />
      <div className="flex flex-col px-4 py-4 sm:px-8">
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 lg:justify-end">
          <span className="lg:hidden">
            <Logo />
          </span>
          <LanguageSwitch action={chooseLocaleAction} />
        </header>
        <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center py-8 sm:py-12">
          <h1 className="mb-6 text-2xl font-semibold tracking-tight">{t("title")}</h1>
          <SignInForm
            action={signInAction}
            next={next}
            words={words}
            demo={isDemo ? await describeDemo() : null}
            notice={isEmpty ? t("nobodyYet") : null}
          />
        </main>
      </div>
    </div>
  );
}
