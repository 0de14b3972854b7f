import type { Draw } from "./draw";

/** What a page of the provider's list or account may look like that is not as a page should be. */
export const PAGE_FAULTS = ["short", "twice", "shuffled", "tomorrow", "other page"] as const;
export type PageFault = (typeof PAGE_FAULTS)[number];

/** What each must be reported as, one of these. */
export const REPORTED_AS: Readonly<Record<PageFault, readonly string[]>> = {
  short: ["truncated"],
  twice: ["repeated"],
  shuffled: ["unsorted"],
  tomorrow: ["future", "outside"],
  "other page": ["wrong_page"],
};

const DAY_MS = 24 * 60 * 60_000;

type Row = Record<string, unknown>;
type Body = { data?: { items?: Row[]; pagination?: Row } };

/** The page with this fault; null where it has too few rows to show it. */
export function spoilPage(payload: string, fault: PageFault): string | null {
  const body = readBody(payload);
  const rows = body?.data?.items ?? [];
  const [first] = rows;
  if (body?.data?.pagination === undefined || first === undefined) return null;
  const items = spoilRows(rows, first, fault);
  if (items === null) return null;
  const page = Number(body.data.pagination.page);
  const pagination = fault === "other page" ? { ...body.data.pagination, page: page + 1 } : body.data.pagination;
  return JSON.stringify({ ...body, data: { ...body.data, items, pagination } });
}

/** Null for half of one: another fault was faster. */
function readBody(payload: string): Body | null {
  try {
    return JSON.parse(payload) as Body;
  } catch {
    return null;
  }
}

function spoilRows(rows: readonly Row[], first: Row, fault: PageFault): Row[] | null {
  const timeKey = "time" in first ? "time" : "created_at";
  switch (fault) {
    case "short":
      return rows.slice(1);
    case "twice":
      return [...rows, first];
    case "shuffled":
      return rows.at(-1)?.[timeKey] === first[timeKey] ? null : [...rows].reverse();
    case "tomorrow": {
      const tomorrow = new Date(Date.parse(String(first[timeKey])) + DAY_MS).toISOString();
      return [{ ...first, [timeKey]: tomorrow }, ...rows.slice(1)];
    }
    case "other page":
      return [...rows];
  }
}

/** Few enough that a window which is walked twice is read whole in the end. */
export function drawPageFaults(draw: Draw): PageFault[] {
  return draw.times(draw.pick([0, 1, 2, 2]), () => draw.pick(PAGE_FAULTS));
}
