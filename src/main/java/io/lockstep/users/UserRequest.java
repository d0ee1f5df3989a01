package io.lockstep.users;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What a caller says of a user. */
@RegisterForReflection
record UserRequest(
    @NotBlank @Size(max = 200) String name,
    @NotNull @Email @Size(min = 3, max = 254) String email) {}
