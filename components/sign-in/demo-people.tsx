import type { ReactNode } from "react";

export type DemoPerson = {
  readonly userName: string;
  readonly roleName: string;
  readonly place: string;
};

export type Demo = { readonly title: string; readonly hint: ReactNode; readonly people: readonly DemoPerson[] };

type DemoPeopleProps = {
  readonly demo: Demo;
  readonly action: (form: FormData) => void;
  readonly next: string | null;
  readonly isBusy: boolean;
};

/** Everybody in the demo, each one press away. A form of its own, so that Enter in the fields is never one of these. */
export function DemoPeople({ demo: { title, hint, people }, action, next, isBusy }: DemoPeopleProps) {
  return (
    <section aria-labelledby="demo" className="border-line mt-8 border-t pt-6">
      <h2 id="demo" className="text-sm font-semibold">
        {title}
      </h2>
      <p className="text-ink-soft mt-1 text-sm">{hint}</p>
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
