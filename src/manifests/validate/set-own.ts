// A field of a plain object that is being made, whatever its name.

/** `__proto__` is a name like any other; to assign it would set the prototype. */
export function setOwn(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value
  else Object.defineProperty(fields, name, { value, ...plain })
}

const plain = { writable: true, enumerable: true, configurable: true }
