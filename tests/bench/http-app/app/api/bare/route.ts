/** A route handler that does nothing but read what it was sent, as any that places has to. */
export async function POST(request: Request): Promise<Response> {
  await request.json();
  return Response.json({ ok: true });
}
