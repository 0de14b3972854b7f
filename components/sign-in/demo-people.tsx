import { useTranslations } from "next-intl";

export type DemoPerson = {
  readonly userName: string;
  readonly roleName: string;
  readonly place: string;
};

type DemoPeopleProps = {
  readonly password: string;
  readonly people: readonly DemoPerson[];
  readonly action: (form: FormData) => void;
  readonly next: string | null;
  readonly isBusy: boolean;
};

/** Everybody in the demo, each one press away. A form of its own, so that Enter in the fields is never one of these. */
export function DemoPeople({ password, people, action, next, isBusy }: DemoPeopleProps) {
  const t = useTranslations("signIn");
  return (
    <section aria-labelledby="demo" className="border-line mt-8 border-t pt-6">
      <h2 id="demo" className="text-sm font-semibold">
        {t("demoTitle")}
      </h2>
      <p className="text-ink-soft mt-1 text-sm">
        {t.rich("demoHint", {
          password,
          code: (chunks) => <bdi className="bg-sunken text-ink rounded px-1.5 py-0.5 font-semibold">{chunks}</bdi>,
        })}
      </p>
      <form action={action} className="mt-4">
        {next !== null && <input type="hidden" name="next" value={next} />}
        <ul className="grid gap-2 sm:grid-cols-2">
          {people.map((person) => (
            <li key={person.userName}>
              <button
                type="submit"
                name="demoName"
                value={person.userName}
                aria-disabled={isBusy || undefined}
                onClick={(event) => isBusy && event.preventDefault()}
                className="border-line bg-surface hover:border-line-strong hover:bg-sunken w-full rounded-xl border px-3 py-2 text-start transition-colors"
              >
                <span className="flex items-baseline justify-between gap-2">
                  <bdi className="text-sm font-semibold">{person.userName}</bdi>
                  <span className="text-ink-soft text-xs">{person.roleName}</span>
                </span>
                <span className="text-ink-faint mt-0.5 block truncate text-xs">
                  <bdi>{person.place}</bdi>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </section>
  );
}
