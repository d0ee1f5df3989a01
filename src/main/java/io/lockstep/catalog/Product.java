package io.lockstep.catalog;

import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDateTime;

/** A product. The price is in minor units; times are UTC. */
@Entity
@Table(name = "products")
class Product {
  static final int LONGEST_NAME = 200;

  @Id private String sku;
  private String name;
  private String category;
  private long price;
  private String currency;

  @Column(name = "created_at")
  private LocalDateTime createdAt;

  @Column(name = "updated_at")
  private LocalDateTime updatedAt;

  /** Counted from 1. */
  @Version private long version = 1;

  Product() {}

  Product(String sku, Instant now) {
    this.sku = sku;
    this.createdAt = Time.toColumn(now);
  }

  void describe(String newName, String newCategory, Money unitPrice, Instant now) {
    name = newName;
    category = newCategory;
    price = unitPrice.amount();
    currency = unitPrice.currency();
    updatedAt = Time.toColumn(now);
  }

  long version() {
    return version;
  }

  ProductView view() {
    return new ProductView(
        sku,
        name,
        category,
        new Money(price, currency),
        Time.fromColumn(createdAt),
        Time.fromColumn(updatedAt),
        version);
  }
}
