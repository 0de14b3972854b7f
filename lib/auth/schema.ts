import { z } from "zod";

/** Longer than any name we give out; what is longer is nobody's name. */
const USER_NAME_LENGTH_MAX = 64;
/** Room for a long passphrase, and no room for a megabyte of work for the hash function. */
export const PASSWORD_LENGTH_MAX = 128;

/** What the sign-in form sends. A password is taken as typed, spaces included. */
export const signInSchema = z.object({
  userName: z.string().trim().min(1).max(USER_NAME_LENGTH_MAX),
  password: z.string().min(1).max(PASSWORD_LENGTH_MAX),
});

export type SignInInput = z.output<typeof signInSchema>;

/** All that a session cookie says. Name, role and shop are read from the staff row at every request. */
export const sessionClaimsSchema = z.object({
  staffId: z.int().positive(),
  sessionVersion: z.int().positive(),
});

export type SessionClaims = z.output<typeof sessionClaimsSchema>;
