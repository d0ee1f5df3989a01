package io.lockstep.catalog;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A product as stored. Changes go through its acts; the version is Hibernate's. */
@Entity
@Table(name = "products")
class Product extends PanacheEntityBase {
  @Id String sku;
  String name;
  String category;
  long price;
  String currency;
  @Version long version;

  @Column(name = "created_at")
  LocalDateTime createdAt;

  @Column(name = "updated_at")
  LocalDateTime updatedAt;

  /** For Hibernate. */
  Product() {}

  static Product list(String sku, ProductRequest request, Instant now) {
    Product product = new Product();
    product.sku = sku;
    product.createdAt = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    product.change(request, now);
    return product;
  }

  void change(ProductRequest request, Instant now) {
    name = request.name();
    category = request.category();
    price = request.unitPrice().amount();
    currency = request.unitPrice().currency();
    updatedAt = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
  }
}
