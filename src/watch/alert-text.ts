/**
 * Room 8: the text of a file of the spool becomes an alert again. The file may be of another version, or spoilt: whatever a sink reads is
 * checked here.
 */
import { SEVERITIES } from '../triage/index.ts';
import { type Alert, EDGES } from './alert.ts';

type Fields = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown) => typeof value === 'string';
const isTextOrNull = (value: unknown) => value === null || typeof value === 'string';
const isNumberOrNull = (value: unknown) => value === null || typeof value === 'number';
const isEnd = (value: unknown) =>
  isObject(value) && isTextOrNull(value.host) && isNumberOrNull(value.port) && isTextOrNull(value.id);
const isEvidence = (value: unknown) =>
  isObject(value) && isText(value.source) && typeof value.line === 'number' && isText(value.text);

const isMember = (value: unknown) =>
  isObject(value) &&
  isText(value.connection) &&
  isTextOrNull(value.child) &&
  isTextOrNull(value.host) &&
  typeof value.isUp === 'boolean';
const isGroup = (value: unknown) =>
  isObject(value) &&
  (value.by === 'cause' || value.by === 'peer') &&
  typeof value.size === 'number' &&
  typeof value.broken === 'number' &&
  Array.isArray(value.connections) &&
  value.connections.every(isMember);

const TEXTS = ['id', 'key', 'at', 'symptom', 'cause', 'certainty', 'summary', 'firstAt', 'lastAt'];

function isAlert(value: unknown): value is Alert {
  return (
    isObject(value) &&
    TEXTS.every((name) => isText(value[name])) &&
    (EDGES as readonly unknown[]).includes(value.edge) &&
    (SEVERITIES as readonly unknown[]).includes(value.severity) &&
    isTextOrNull(value.connection) &&
    isTextOrNull(value.downSince) &&
    isNumberOrNull(value.downtime) &&
    typeof value.count === 'number' &&
    isObject(value.daemon) &&
    isTextOrNull(value.daemon.host) &&
    isTextOrNull(value.daemon.program) &&
    (value.group === null || isGroup(value.group)) &&
    isEnd(value.local) &&
    isEnd(value.remote) &&
    Array.isArray(value.fix) &&
    value.fix.every(isText) &&
    Array.isArray(value.evidence) &&
    value.evidence.every(isEvidence)
  );
}

/** Null for what is no alert. */
export function readAlert(text: string): Alert | null {
  try {
    const value: unknown = JSON.parse(text);
    // An alert of before there were groups is about one connection.
    const alert = isObject(value) && value.group === undefined ? { ...value, group: null } : value;
    return isAlert(alert) ? alert : null;
  } catch {
    return null;
  }
}
