import { posix, relative, sep } from "node:path";
import { ROOMS } from "./rooms.mjs";

const ENDING = /\.(?:d\.)?[cm]?[jt]sx?$/;

function isWithin(path, place) {
  return path === place || path.startsWith(`${place}/`);
}

function findRoom(path) {
  let found = null;
  let foundPlace = "";
  for (const room of ROOMS) {
    for (const place of room.paths) {
      if (isWithin(path, place) && place.length > foundPlace.length) [found, foundPlace] = [room, place];
    }
  }
  return found && { room: found, place: foundPlace };
}

/** The path from the project's root that an import names, or null for a package. */
function resolveInside(source, fromPath) {
  if (source.startsWith("@/")) return source.slice(2);
  if (source.startsWith(".")) return posix.join(posix.dirname(fromPath), source);
  return null;
}

function isPackageAllowed(source, packages) {
  const fits = (name) => (name === "node:" ? source.startsWith("node:") : isWithin(source, name));
  return Array.isArray(packages) ? packages.some(fits) : !packages.allBut.some(fits);
}

/** Why a file may not import this, in words; null when it may. */
export function refuseImport(fromPath, source, isTypeOnly) {
  const from = fromPath.replace(ENDING, "");
  const found = findRoom(from);
  if (found === null) return null; // configuration at the root belongs to no room
  const { room, place } = found;
  const target = resolveInside(source, from)?.replace(ENDING, "");
  if (target === undefined) {
    return isPackageAllowed(source, room.packages) ? null : `${place} may not use the package ${source}`;
  }
  if (target.endsWith(".css") || findRoom(target)?.room === room) return null;
  if (room.uses.some((used) => isWithin(target, used))) return null;
  if (!(room.types ?? []).some((lent) => isWithin(target, lent))) {
    return `${place} may not use ${target}: arrows run app → components → lib → db`;
  }
  return isTypeOnly ? null : `${place} may use ${target} for its types alone: import type`;
}

/** Refuses every import that goes against the arrows of rooms.mjs, however it is written. */
export const arrows = {
  meta: { type: "problem", schema: [], messages: { refused: "{{reason}}" } },
  create(context) {
    const path = relative(context.cwd, context.filename).split(sep).join("/");
    const check = (source, isTypeOnly) => {
      if (typeof source?.value !== "string") return;
      const reason = refuseImport(path, source.value, isTypeOnly);
      if (reason !== null) context.report({ node: source, messageId: "refused", data: { reason } });
    };
    return {
      ImportDeclaration: (node) => check(node.source, node.importKind === "type"),
      ExportNamedDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ExportAllDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ImportExpression: (node) => check(node.source, false),
      TSImportType: (node) => check(node.source ?? node.argument?.literal, true),
      "CallExpression[callee.name='require']": (node) => check(node.arguments[0], false),
    };
  },
};
