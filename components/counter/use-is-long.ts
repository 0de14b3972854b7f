import { useEffect, useState } from "react";

/** True once something has been going on for longer than `afterMs`: for words that would only flicker before. */
export function useIsLong(isRunning: boolean, afterMs: number): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(() => setIsLong(true), afterMs);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isRunning, afterMs]);
  return isRunning && isLong;
}
