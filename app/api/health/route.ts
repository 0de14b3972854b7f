import { readHealth } from "@/lib/boundary/health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const health = await readHealth();
  return Response.json(health, { status: health.isHealthy ? 200 : 503, headers: { "cache-control": "no-store" } });
}
