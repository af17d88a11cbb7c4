// SPDX-License-Identifier: Apache-2.0
// A template of an agreement, and a draft made from it.
//
// Placeholders are words that begin with "your-": your-police, your-area, your-first-day, your-dpia-reference. They are
// plain ids, so that a template reads as an agreement does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/finding.h"

namespace concordat::agreements {

struct Placeholder {
  std::string name;
  std::string kind = {};  ///< of agency, as the template's party says; empty: no agency
};

struct Template {
  std::string id;  ///< name of the file, without ".yaml"
  std::string title;
  std::string summary;  ///< what it is for, in the words of its agreement
  std::string form;  ///< the most identifying of its rules
  Period term = {.months = 12, .days = 0};  ///< "# Usual term: P3M" in its heading comment, or a year
  std::vector<Placeholder> placeholders;  ///< in the order in which they first stand there
  std::string text;
};

/// Nothing where the text is no YAML of the profile with parties and rules.
[[nodiscard]] std::optional<Template> read_template(std::string_view id, std::string text);

/// Every template of the folder, by id; what is no template is left out.
[[nodiscard]] std::vector<Template> read_templates(std::string const& folder);

struct DraftWish {
  std::map<std::string, std::string, std::less<>> values = {};  ///< "your-police" -> "northshire-police"
  Date from = {};
  std::optional<Date> until = {};  ///< none: the template's usual term
  /// Agencies of the partnership by kind, under every name of the kind. Of several of one kind none is chosen.
  std::map<std::string, std::vector<std::string>, std::less<>> agencies = {};
  std::string area = {};  ///< of the partnership; empty: not known
};

struct Draft {
  std::string text;
  std::vector<Placeholder> open = {};  ///< still to be filled in
  std::map<std::string, std::vector<std::string>, std::less<>> choices = {};  ///< agencies that would fit an open one
};

struct Drafted {
  std::optional<Draft> draft = {};
  Findings findings = {};  ///< unknown-placeholder, bad-value, bad-term
};

/// Dates: from the first day, reviewed six months later or half-way where that is earlier.
[[nodiscard]] Drafted draft_from(Template const& made_from, DraftWish const& wish);

}  // namespace concordat::agreements
