import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { createAuthOptions } from "@/lib/boundary/auth-options";

/** next-auth's own endpoints, for scripts and for other programs; our pages use a server action that needs no script. */
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  return NextAuth(request, context, createAuthOptions());
}

export { handle as GET, handle as POST };
