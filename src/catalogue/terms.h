// SPDX-License-Identifier: Apache-2.0
// The closed words of the definitions. A word that is not here refuses the definition that uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::catalogue {

/// From least to most identifying; they compare in that order.
enum class Form : std::uint8_t { aggregate, depersonalised, pseudonymised, personalised };

/// How far a statement may be trusted: primary text read; well documented but not read again; recalled, to be checked
/// before anyone relies on it; a choice of this project; set by each partnership.
enum class Trust : std::uint8_t { read, known, verify, project, local };

/// What harm a value can do by itself, rising. `quasi` helps to find a person (age, sex, date, small place).
enum class Sensitivity : std::uint8_t { neutral, geography, quasi, identifier, criminal, special, high_risk };

/// Where a value rests. `sealed`: only in the record's sealed blob. `dropped`: never kept, only counted as present or
/// missing at intake.
enum class Storage : std::uint8_t { open, sealed, dropped };

/// In which forms a field can leave at all.
enum class FieldForm : std::uint8_t { personalised, depersonalised, both };

enum class Linkage : std::uint8_t { none, local, event, derived, secondary, primary, strong };

enum class BodyKind : std::uint8_t { body, umbrella, function, forum_body, legal_class, person_class, wildcard };

/// The words of one enumeration in order, as the definitions write them.
template <class Word>
[[nodiscard]] std::vector<std::string> const& words();
template <>
std::vector<std::string> const& words<Form>();
template <>
std::vector<std::string> const& words<Trust>();
template <>
std::vector<std::string> const& words<Sensitivity>();
template <>
std::vector<std::string> const& words<Storage>();
template <>
std::vector<std::string> const& words<FieldForm>();
template <>
std::vector<std::string> const& words<Linkage>();
template <>
std::vector<std::string> const& words<BodyKind>();

template <class Word>
[[nodiscard]] std::optional<Word> parse_word(std::string_view text);
template <class Word>
[[nodiscard]] std::string_view name_of(Word word);

}  // namespace concordat::catalogue
