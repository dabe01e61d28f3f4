/** Methods of Node's Buffer that are there since Node 0.x and that its types leave out: decoding without the encoding look-up of toString. */
interface Buffer {
  latin1Slice(start?: number, end?: number): string;
  utf8Slice(start?: number, end?: number): string;
}
