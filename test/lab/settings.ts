// The lab: nested objects in, text in the syntax that strongswan.conf and swanctl.conf share out.

/** One section: keys with values, or further sections. */
export type Settings = { readonly [key: string]: string | number | Settings };

/** `over` laid on `base`: sections are merged key by key, values are replaced, an empty string removes the key. */
export function merge(base: Settings, over: Settings): Settings {
  const merged = new Map<string, string | number | Settings>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    if (value === '') merged.delete(key);
    else if (typeof value === 'object' && typeof below === 'object') merged.set(key, merge(below, value));
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/** Values that the parser would cut are quoted: '#' starts a comment, braces open a section, and '%' is kept with them. */
const value = (text: string | number): string => (/[#{}"\s%]/.test(String(text)) ? `"${text}"` : String(text));

export function render(settings: Settings, indent = ''): string {
  let text = '';
  for (const [key, entry] of Object.entries(settings)) {
    text +=
      typeof entry === 'object'
        ? `${indent}${key} {\n${render(entry, `${indent}  `)}${indent}}\n`
        : `${indent}${key} = ${value(entry)}\n`;
  }
  return text;
}
