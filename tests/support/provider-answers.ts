import { parseBalance } from "@/lib/oneclick/contract";
import { classifyRead, classifySend } from "@/lib/oneclick/outcome";
import type { Answer } from "@/lib/oneclick/outcome";

export const NOW_MS = Date.UTC(2026, 1, 3, 9, 14, 0);

export function answer(httpStatus: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { httpStatus, bodyText: typeof body === "string" ? body : JSON.stringify(body), headers };
}

export function refusal(code: string, details?: unknown) {
  return { success: false, error: { code, message: `about ${code}`, details }, requestId: "req-9kd" };
}

export function send(httpStatus: number, body: unknown, headers?: Record<string, string>) {
  return classifySend(answer(httpStatus, body, headers), NOW_MS);
}

export function read(httpStatus: number, body: unknown, headers?: Record<string, string>) {
  return classifyRead(answer(httpStatus, body, headers), parseBalance, NOW_MS);
}

export const ACCEPTED = {
  success: true,
  data: { topupId: "6981c39ff0a1b2c3d4e5f600", topupRef: "API-+213550112233-a-1" },
};
export const ROUTER_404 = { message: "Route POST:/v3/mobile/sned not found", error: "Not Found", statusCode: 404 };
export const HTML = "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>";
