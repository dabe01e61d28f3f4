/**
 * Room 5: messages of a joined attempt that one end sent and the other never received. What came and could not be read has no name, but a size; and of what happens
 * after a log ends nothing is known.
 */
import type { IkeEvent } from '../../negotiation/index.ts';
import type { Attempt } from './attempts.ts';
import type { Packet } from './packets.ts';

/** Packets that the receiver has of one message: by its name, or unread and of its size. */
export function receivedOf(isIt: (packet: Packet) => boolean, sent: readonly Packet[], receiver: Attempt): Packet[] {
  const sizes = new Set(sent.map(({ bytes }) => bytes));
  return receiver.packets.filter((p) => !p.isSent && (isIt(p) || (p.name === '' && sizes.has(p.bytes))));
}

/** `offset`: what the receiver's clock is ahead of the sender's; NaN when unknown. */
function addLost(sender: Attempt, receiver: Attempt, offset: number, lost: Set<IkeEvent>): void {
  const end = receiver.sa.daemon.lastAt;
  const names = new Set(receiver.packets.filter((p) => !p.isSent).map(({ name }) => name));
  const unread = new Set(receiver.packets.filter((p) => p.name === '').map(({ bytes }) => bytes));
  for (const packet of sender.packets) {
    if (!packet.isSent || packet.message === null || names.has(packet.name) || unread.has(packet.bytes)) continue;
    if (!(packet.at + offset > end)) lost.add(packet.message);
  }
}

/** The `message.generated` events of both ends that never arrived. `offset`: the peer's clock less this end's, NaN when unknown. */
export function lostMessages(local: Attempt, peer: Attempt, offset: number): Set<IkeEvent> {
  const lost = new Set<IkeEvent>();
  addLost(local, peer, offset, lost);
  addLost(peer, local, -offset, lost);
  return lost;
}
