package io.lockstep.logins.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockUnitTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "::ffff:192.0.2.7, 192.0.2.7",
    "::ffff:c000:207, 192.0.2.7",
    "2001:db8:1:2::7, 20010db800010002/64",
    "2001:DB8:1:2:ffff:ffff:ffff:ffff, 20010db800010002/64",
    "2001:db8:1:3::7, 20010db800010003/64",
    "fe80::1%eth0, fe80000000000000/64",
    "::1, 0000000000000000/64"
  })
  void isOneAddressOfFourBytesOrThePrefixOfSixteen(String address, String block) {
    assertThat(AddressBlock.of(address)).isEqualTo(block);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "", "_hidden", "example.org", "1.2.3"})
  void whatIsNoAddressIsItselfAndIsNotLookedUp(String name) {
    assertThat(AddressBlock.of(name)).isEqualTo(name);
  }

  @Test
  void noAddressAtAllIsABlockToo() {
    assertThat(AddressBlock.of(null)).isEqualTo("null");
  }
}
