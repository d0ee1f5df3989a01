package io.lockstep.catalog;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The rows of products. */
@ApplicationScoped
class Products implements PanacheRepositoryBase<Product, String> {}
