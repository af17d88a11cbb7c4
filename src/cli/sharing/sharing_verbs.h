// SPDX-License-Identifier: Apache-2.0
// The verbs of sharing as data: `cli` makes its options, help, manual page and completions of them, opens the hub, finds the
// member, and prints what `run` answers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "hub/accounts/rights.h"
#include "hub/hub.h"

namespace concordat::cli {

struct SharingArguments {
  std::string agency, to, role = "conference-member", purpose, form = "personalised", subject_role;
  std::vector<std::string> fields;
  std::string consent, consent_from = "subject", in_case, guardian, trained, age, band, necessary, originator;
  std::vector<std::string> handling, areas;
  bool originator_agrees = false;
  std::string matter, request, id, kind, answer = "yes", word, number, day;
  std::vector<std::string> members;
  std::string which = "mine", how, received_in, code, because, review_on, outcome, danger, from, until;
  bool csv = false;
  std::string other, locate_role = "practitioner";
  std::vector<std::string> records;
  bool whole = false, away = false;
  std::string twice, seed;
  std::string quarter, section, words_file, out, over;
  std::string values_file, own_reference;
  std::string programme, criterion, judging_role, voice, told;
};

/// Where the words of an option come from.
enum class Known : std::uint8_t { anything, agencies, roles, subject_roles, purposes, fields };

struct OptionSpec {
  std::string_view name;  ///< "--to", or "ID" for what stands without a name
  std::string_view help;
  std::variant<std::string SharingArguments::*, std::vector<std::string> SharingArguments::*, bool SharingArguments::*> to;
  bool required = false;
  std::vector<std::string> choices = {};  ///< no other word is taken; empty: any
  Known known = Known::anything;
};

struct Shown {
  Json json;
  std::string text;
  bool refused = false;  ///< an answer, and it is no: exit code 3
  bool is_csv = false;   ///< the text is a table for a spreadsheet
};

struct SharingVerb {
  std::string_view group;  ///< empty: the verb stands by itself
  std::string_view name;
  std::string_view help;
  std::vector<OptionSpec> options;
  Result<Shown> (*run)(hub::Hub&, hub::Member const&, SharingArguments const&);
  /// As the page beside it asks for; nothing where the hub alone decides who may.
  std::optional<hub::Right> right = std::nullopt;
  [[nodiscard]] std::string full() const { return group.empty() ? std::string{name} : std::string{group} + " " + std::string{name}; }
};

[[nodiscard]] std::span<SharingVerb const> sharing_verbs();
/// Runs the verb where the member's roles allow it; else "request.no-right", with its leaf, as on the page beside it.
[[nodiscard]] Result<Shown> run_verb(SharingVerb const& verb, hub::Hub& hub, hub::Member const& member, SharingArguments const& arguments);
/// Each word that the hub's definitions and partnership do not know, with its option and what could stand there; empty: all are known.
[[nodiscard]] std::vector<std::string> unknown_words(SharingVerb const& verb, hub::Hub const& hub, SharingArguments const& arguments);
/// What a word is for that only groups others; empty where the verb of that name stands by itself too.
[[nodiscard]] std::string_view sharing_group_help(std::string_view group);

}  // namespace concordat::cli
