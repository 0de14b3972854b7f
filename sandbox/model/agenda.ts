type Appointment = { readonly atMs: number; readonly sequence: number; readonly orderId: string };

/** What is due next: a binary heap by time, first come first served within one millisecond. */
export class Agenda {
  private readonly heap: Appointment[] = [];
  private sequence = 0;

  add(orderId: string, atMs: number): void {
    this.heap.push({ atMs, sequence: this.sequence++, orderId });
    this.rise(this.heap.length - 1);
  }

  /** The earliest appointment not after `nowMs`, taken off the agenda. */
  takeDue(nowMs: number): { readonly atMs: number; readonly orderId: string } | null {
    const first = this.heap[0];
    if (first === undefined || first.atMs > nowMs) return null;
    const last = this.heap.pop();
    if (last !== undefined && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink(0);
    }
    return first;
  }

  private rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private sink(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const smaller = right < this.heap.length && this.isBefore(right, left) ? right : left;
      if (smaller >= this.heap.length || !this.isBefore(smaller, index)) return;
      this.swap(index, smaller);
      index = smaller;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const a = this.heap[one];
    const b = this.heap[other];
    if (a === undefined || b === undefined) return false;
    return a.atMs === b.atMs ? a.sequence < b.sequence : a.atMs < b.atMs;
  }

  private swap(one: number, other: number): void {
    const a = this.heap[one];
    const b = this.heap[other];
    if (a === undefined || b === undefined) return;
    this.heap[one] = b;
    this.heap[other] = a;
  }
}
