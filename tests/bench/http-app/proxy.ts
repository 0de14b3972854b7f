export { proxy } from "../../../proxy";

/** The product's own: Next reads it from the text of this very file, so it cannot be passed on. */
export const config = {
  matcher: ["/((?!api/|_next/|sign-in(?:/|$)|.*\\.[A-Za-z0-9]+$).*)"],
};
