package io.lockstep.users;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A user as stored. Changes go through its acts; the version is Hibernate's. */
@Entity
@Table(name = "users")
class User extends PanacheEntityBase {
  @Id String id;
  String name;
  String email;
  @Version long version;

  @Column(name = "created_at")
  LocalDateTime createdAt;

  @Column(name = "updated_at")
  LocalDateTime updatedAt;

  /** For Hibernate. */
  User() {}

  static User join(String id, UserRequest request, Instant now) {
    User user = new User();
    user.id = id;
    user.createdAt = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    user.change(request, now);
    return user;
  }

  void change(UserRequest request, Instant now) {
    name = request.name();
    email = request.email();
    updatedAt = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
  }
}
