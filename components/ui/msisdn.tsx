import { formatMsisdn } from "@/lib/phone/format-msisdn";

/** A phone number on screen: left to right in every language, in groups that are read aloud. */
export function Msisdn({ msisdn, className = "" }: { readonly msisdn: string; readonly className?: string }) {
  return (
    <bdi dir="ltr" className={`figures whitespace-nowrap ${className}`}>
      {formatMsisdn(msisdn)}
    </bdi>
  );
}
