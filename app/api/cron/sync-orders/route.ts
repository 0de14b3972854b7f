import { runCron } from "@/lib/boundary/cron";

export const maxDuration = 60;

export function GET(request: Request): Promise<Response> {
  return runCron(request);
}
