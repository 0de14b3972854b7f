"use client";

import { useContext, useEffect } from "react";
import { LiveContext } from "./use-live";

/** Tells the live line that the page around it has come alive, as its effect runs only then. */
export function PageArrival() {
  const store = useContext(LiveContext);
  useEffect(() => store?.arrive(), [store]);
  return null;
}
