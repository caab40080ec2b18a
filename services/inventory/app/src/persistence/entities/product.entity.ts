import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A bigint that fits a safe integer comes back as a number, not as text. */
const safeInteger = { from: Number, to: (value: number) => value };

/** The product table for reading, changing and deleting. Versions and times are the table's own to write. */
@Entity({ name: 'product' })
export class ProductEntity {
  @PrimaryColumn({ type: 'text' })
  readonly sku!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ name: 'price_minor', type: 'bigint', transformer: safeInteger })
  readonly priceMinor!: number;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ type: 'bigint', transformer: safeInteger, insert: false, update: false })
  readonly version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', insert: false, update: false })
  readonly createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', insert: false, update: false })
  readonly updatedAt!: Date;
}
