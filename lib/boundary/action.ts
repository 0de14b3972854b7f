import type { z } from "zod";
import { can, type Permission } from "@/lib/auth/roles";
import type { Session } from "@/lib/auth/types";
import type { AccessError } from "@/lib/orders/errors";
import { err, type Result } from "@/lib/result";
import { getContext, type Context } from "./context";
import { reportIncident } from "./incident";
import { findSession } from "./session";

type ActionOptions<I, T, E> = {
  readonly name: string;
  readonly schema: z.ZodType<I>;
  readonly permission: Permission | null;
  /** What to answer to input that no form of ours sends. */
  readonly onBadInput: E;
  readonly run: (context: Context, session: Session, input: I) => Promise<Result<T, E>>;
};

/** The shell of every server action: parse, authorise, call one function, and let no error out but an id. */
export function defineAction<I, T, E>(options: ActionOptions<I, T, E>) {
  return async (raw: unknown): Promise<Result<T, E | AccessError>> => {
    try {
      const session = await findSession();
      if (!session) return err({ code: "signed_out" });
      const { log } = getContext();
      const fields = { action: options.name, staffId: session.staffId, shopId: session.shopId };
      if (options.permission !== null && !can(session.role, options.permission)) {
        log.warn({ ...fields, refused: "forbidden" }, "action");
        return err({ code: "forbidden" });
      }
      const input = options.schema.safeParse(raw);
      if (!input.success) {
        log.warn(
          { ...fields, refused: "not_understood", at: input.error.issues.map((issue) => issue.path.join(".")) },
          "action",
        );
        return err(options.onBadInput);
      }
      const answer = await options.run(getContext(), session, input.data);
      log.info({ ...fields, answer: answer.ok ? "ok" : answer.error }, "action");
      return answer;
    } catch (error) {
      return err({ code: "failed", incident: reportIncident(error, options.name) });
    }
  };
}
