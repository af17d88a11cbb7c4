// SPDX-License-Identifier: Apache-2.0
// Time-based one-time codes (RFC 6238): six digits, 30 seconds, HMAC-SHA-1, as every authenticator app makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/clock.h"
#include "base/personal.h"

namespace concordat::crypto {

/// 20 bytes.
using CodeSecret = Secret<std::string>;

[[nodiscard]] CodeSecret generate_code_secret(Chance& chance);
/// As people type it into an app: base32 without padding.
[[nodiscard]] std::string code_secret_text(CodeSecret const& secret);
/// otpauth://totp/ISSUER:ACCOUNT?secret=... as an app reads it from a picture.
[[nodiscard]] std::string code_uri(CodeSecret const& secret, std::string_view issuer, std::string_view account);

/// Which 30 seconds since 1970.
[[nodiscard]] std::int64_t code_step(Instant now);
/// What an app shows in that step.
[[nodiscard]] std::string code_of_step(CodeSecret const& secret, std::int64_t step);
/// The step whose code this is: the one of `now`, the one before or the one after, and later than `last_used`.
/// Nothing where the code is wrong, old, of the future, or was used.
[[nodiscard]] std::optional<std::int64_t> step_of_code(CodeSecret const& secret, std::string_view code, Instant now,
                                                       std::int64_t last_used);

}  // namespace concordat::crypto
