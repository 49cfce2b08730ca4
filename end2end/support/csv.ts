// Collection files as TCGplayer's app writes them, made up here.

const HEADER = 'Quantity,Name,Simple Name,Set,Card Number,Set Code,Printing,Condition,Language,Rarity,Product ID,SKU';
const CONDITIONS = ['Near Mint', 'Lightly Played', 'Moderately Played'];

/** A file with `count` different cards, and `repeated` lines more that repeat the first of them. */
export function tcgplayerCsv(count: number, repeated = 0): string {
  const line = (i: number) => {
    const [printing, condition] = [i % 5 === 0 ? 'Foil' : 'Normal', CONDITIONS[i % 3]];
    const name = i % 7 === 0 ? `"Keeper, ${i}th of the Glass"` : `Glass Keeper ${i}`;
    return `${1 + (i % 3)},${name},${name},Vitrine Tests,${i},VIT,${printing},${condition},English,Rare,${500000 + i},${7000000 + i}`;
  };
  const lines = Array.from({ length: count }, (_, i) => line(i + 1));
  return [HEADER, ...lines, ...lines.slice(0, repeated)].join('\n') + '\n';
}

/** Copies in such a file. */
export function tcgplayerCopies(count: number, repeated = 0): number {
  const of = (i: number) => 1 + (i % 3);
  const all = Array.from({ length: count }, (_, i) => of(i + 1));
  return [...all, ...all.slice(0, repeated)].reduce((sum, copies) => sum + copies, 0);
}

/** One good line, and three that nobody can read. */
export const brokenCsv = [
  HEADER,
  '2,Lamp of the Hall,Lamp of the Hall,Vitrine Tests,1,VIT,Normal,Near Mint,English,Rare,500001,7000001',
  'many,Lamp of the Stair,Lamp of the Stair,Vitrine Tests,2,VIT,Normal,Near Mint,English,Rare,500002,7000002',
  '1,,,Vitrine Tests,3,VIT,Normal,Near Mint,English,Rare,500003,7000003',
  '1,"Lamp without an end,Vitrine Tests,4,VIT,Normal',
].join('\n');
