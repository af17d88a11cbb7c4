// SPDX-License-Identifier: Apache-2.0
#include "crypto/one_time_code.h"

#include <fmt/format.h>
#include <liboath/oath.h>

#include <array>
#include <cstdlib>

#include "crypto/hash.h"

namespace concordat::crypto {
namespace {

constexpr std::size_t secret_size = 20;
constexpr unsigned step_seconds = 30;
constexpr unsigned digits = 6;
constexpr int steps_around = 1;

/// Whatever is no plain letter or digit, by its bytes.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (char const character : text) {
    bool const plain = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
                       (character >= 'A' && character <= 'Z') || character == '.' || character == '-' || character == '_';
    if (plain) {
      out.push_back(character);
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  return out;
}

}  // namespace

CodeSecret generate_code_secret(Chance& chance) {
  std::string bytes(secret_size, '\0');
  chance.fill(std::as_writable_bytes(std::span{bytes}));
  return CodeSecret{std::move(bytes)};
}

std::string code_secret_text(CodeSecret const& secret) {
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(secret.expose().data(), secret.expose().size(), &text, &size) != OATH_OK) std::abort();  // no memory
  std::string out{text, size};
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): the library gives it so
  std::free(text);
  while (out.ends_with('=')) out.pop_back();
  return out;
}

std::string code_uri(CodeSecret const& secret, std::string_view issuer, std::string_view account) {
  auto const from = percent_encoded(issuer);
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits={}&period={}", from, percent_encoded(account),
                     code_secret_text(secret), from, digits, step_seconds);
}

std::int64_t code_step(Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / step_seconds;
}

std::string code_of_step(CodeSecret const& secret, std::int64_t step) {
  std::array<char, digits + 1> code{};
  if (step < 0 || oath_totp_generate(secret.expose().data(), secret.expose().size(), step * step_seconds, step_seconds, 0, digits,
                                     code.data()) != OATH_OK) {
    return {};
  }
  return {code.data(), digits};
}

std::optional<std::int64_t> step_of_code(CodeSecret const& secret, std::string_view code, Instant now, std::int64_t last_used) {
  std::optional<std::int64_t> found;
  auto const middle = code_step(now);
  // All three are made and compared whatever the first says.
  for (auto step = middle - steps_around; step <= middle + steps_around; ++step) {
    auto const right = code_of_step(secret, step);
    bool const same = !right.empty() && equal_in_constant_time(bytes_of(right), bytes_of(code));
    if (same && step > last_used && !found) found = step;
  }
  return found;
}

}  // namespace concordat::crypto
