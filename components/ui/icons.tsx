import type { ComponentProps, ReactElement } from "react";
import sprite from "./icons.svg";

export type Icon = (props: ComponentProps<"svg">) => ReactElement;

/**
 * Lucide's shapes out of one picture that the browser keeps, instead of out of the script: the thirty on a screen weighed
 * more there than what the screen does. `npm run icons` draws the picture anew when a name is added here.
 */
function draw(name: string): Icon {
  return function DrawnIcon(props) {
    return (
      <svg
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
        focusable="false"
        {...props}
      >
        <use href={`${sprite.src}#${name}`} />
      </svg>
    );
  };
}

export const ArrowDownLeft = /* @__PURE__ */ draw("arrow-down-left");
export const ArrowLeft = /* @__PURE__ */ draw("arrow-left");
export const ArrowRight = /* @__PURE__ */ draw("arrow-right");
export const ArrowUp = /* @__PURE__ */ draw("arrow-up");
export const ArrowUpRight = /* @__PURE__ */ draw("arrow-up-right");
export const Ban = /* @__PURE__ */ draw("ban");
export const Check = /* @__PURE__ */ draw("check");
export const CheckCheck = /* @__PURE__ */ draw("check-check");
export const ChartColumn = /* @__PURE__ */ draw("chart-column");
export const ChevronDown = /* @__PURE__ */ draw("chevron-down");
export const ChevronLeft = /* @__PURE__ */ draw("chevron-left");
export const ChevronRight = /* @__PURE__ */ draw("chevron-right");
export const ChevronsUpDown = /* @__PURE__ */ draw("chevrons-up-down");
export const CircleAlert = /* @__PURE__ */ draw("circle-alert");
export const CircleCheck = /* @__PURE__ */ draw("circle-check");
export const CircleHelp = /* @__PURE__ */ draw("circle-help");
export const Clock3 = /* @__PURE__ */ draw("clock-3");
export const Copy = /* @__PURE__ */ draw("copy");
export const Eye = /* @__PURE__ */ draw("eye");
export const EyeOff = /* @__PURE__ */ draw("eye-off");
export const Gavel = /* @__PURE__ */ draw("gavel");
export const Hourglass = /* @__PURE__ */ draw("hourglass");
export const Inbox = /* @__PURE__ */ draw("inbox");
export const Info = /* @__PURE__ */ draw("info");
export const Languages = /* @__PURE__ */ draw("languages");
export const LoaderCircle = /* @__PURE__ */ draw("loader-circle");
export const Lock = /* @__PURE__ */ draw("lock");
export const LogOut = /* @__PURE__ */ draw("log-out");
export const MoveRight = /* @__PURE__ */ draw("move-right");
export const Printer = /* @__PURE__ */ draw("printer");
export const ReceiptText = /* @__PURE__ */ draw("receipt-text");
export const RefreshCw = /* @__PURE__ */ draw("refresh-cw");
export const RotateCcw = /* @__PURE__ */ draw("rotate-ccw");
export const RotateCw = /* @__PURE__ */ draw("rotate-cw");
export const Scale = /* @__PURE__ */ draw("scale");
export const Search = /* @__PURE__ */ draw("search");
export const SearchX = /* @__PURE__ */ draw("search-x");
export const SendHorizontal = /* @__PURE__ */ draw("send-horizontal");
export const Settings2 = /* @__PURE__ */ draw("settings-2");
export const Store = /* @__PURE__ */ draw("store");
export const TriangleAlert = /* @__PURE__ */ draw("triangle-alert");
export const Undo2 = /* @__PURE__ */ draw("undo-2");
export const Wallet = /* @__PURE__ */ draw("wallet");
export const X = /* @__PURE__ */ draw("x");
