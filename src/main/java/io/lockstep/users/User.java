package io.lockstep.users;

import io.lockstep.platform.Time;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDateTime;

/** A user. Times are UTC. */
@Entity
@Table(name = "users")
class User {
  static final int LONGEST_NAME = 200;
  static final int LONGEST_EMAIL = 254;

  @Id private String id;
  private String name;
  private String email;

  @Column(name = "created_at")
  private LocalDateTime createdAt;

  @Column(name = "updated_at")
  private LocalDateTime updatedAt;

  /** Counted from 1. */
  @Version private long version = 1;

  User() {}

  User(String id, String name, String email, Instant now) {
    this.id = id;
    this.name = name;
    this.email = email;
    this.createdAt = Time.toColumn(now);
    this.updatedAt = createdAt;
  }

  void change(String newName, String newEmail, Instant now) {
    name = newName;
    email = newEmail;
    updatedAt = Time.toColumn(now);
  }

  String id() {
    return id;
  }

  UserEvent.Data data() {
    return new UserEvent.Data(name, email);
  }

  long version() {
    return version;
  }

  UserView view() {
    return new UserView(
        id, name, email, Time.fromColumn(createdAt), Time.fromColumn(updatedAt), version);
  }
}
