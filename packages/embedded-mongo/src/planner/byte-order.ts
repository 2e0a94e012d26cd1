/** The first byte string behind everything that begins with `bytes`. */
export const after = (bytes: Buffer): Buffer => {
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    if (bytes[index] !== 0xff) {
      const next = Buffer.from(bytes.subarray(0, index + 1));
      next[index] = (next[index] as number) + 1;
      return next;
    }
  }
  return Buffer.from([0xff, 0xff]);
};
