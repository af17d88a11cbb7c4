// SPDX-License-Identifier: Apache-2.0
// The closed words of concordat-agreement/1. A word outside these lists is refused when a document is loaded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace concordat::agreements {

/// From least to most identifying: asking for less than a rule allows is always fine.
enum class Form : std::uint8_t { aggregate, depersonalised, pseudonymised, personalised };

/// What is done to a value before it leaves; a decision names the transform and enforcement applies it.
/// From most to least detail, so that of two lawful ways the more useful can be chosen.
enum class Transform : std::uint8_t {
  value,
  graded,
  scrubbed_text,
  code,
  hour,
  day,
  summary,
  cell,
  band,
  yes_no,
  count
};

/// What the document says of itself. Only `agreed` (written "signed") can be in force, and only with the
/// signatures.
enum class Status : std::uint8_t { draft, proposed, agreed, suspended, ended };

[[nodiscard]] std::string_view name_of(Form form);
[[nodiscard]] std::string_view name_of(Transform transform);
[[nodiscard]] std::string_view name_of(Status status);

[[nodiscard]] std::optional<Form> form_from(std::string_view name);
[[nodiscard]] std::optional<Transform> transform_from(std::string_view name);
[[nodiscard]] std::optional<Status> status_from(std::string_view name);

[[nodiscard]] std::vector<std::string_view> form_names();
[[nodiscard]] std::vector<std::string_view> transform_names();
[[nodiscard]] std::vector<std::string_view> status_names();

}  // namespace concordat::agreements
