// SPDX-License-Identifier: Apache-2.0
// Inside the module: how verbs and their options are declared. Few files include it: CLI11 alone takes ten seconds to compile.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"

namespace concordat::cli {

/// Where the hub is, for verbs that go by the machine's clock whatever anybody says.
inline void place_options(CLI::App& app, Arguments& to, bool required = true) {
  auto* database = app.add_option("--database", to.database, "sqlite:PATH or postgresql://...")->envname("CONCORDAT_DATABASE");
  database->required(required);
  app.add_option("--keys", to.keys, "folder of the keys (default: PATH-keys beside an SQLite database)")
      ->envname("CONCORDAT_KEYS");
  app.add_option("--key-database", to.key_database, "database of the wrapped keys (default: keys.db in that folder)");
}

inline void database_options(CLI::App& app, Arguments& to, bool required = true) {
  place_options(app, to, required);
  auto* config = app.add_option("--config", to.config, "file of the web server, of which database, keys and definitions are taken where they are not given");
  config->each([&app](std::string const&) { app.get_option("--database")->required(false); });
  app.add_option("--wait", to.wait_seconds, "seconds to wait for another program that writes to the same hub")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  app.add_option("--now", to.now, "take this instant for now, as 2026-01-31T12:00:00Z (synthetic partnerships only)");
}

inline void common_options(CLI::App& app, Arguments& to) {
  app.add_flag("--json", to.json, "print one JSON document instead of text");
  app.add_flag("--quiet", to.quiet, "no progress");
  app.add_option("--definitions", to.definitions, "folder of the definitions (default: beside the program)")
      ->envname("CONCORDAT_DEFINITIONS");
}

/// Who asks the gate, for what, and of which reports.
inline void asked_by(CLI::App& verb, Arguments& to, bool takes_quarter = true) {
  verb.add_option("--for", to.recipient, "agency that asks");
  verb.add_option("--purpose", to.purpose, "purpose, as the agreement names it");
  verb.add_option("--by", to.by, "id of the member who asks")->envname("CONCORDAT_BY");
  verb.add_option("--role", to.role, "role in which that member asks")->capture_default_str();
  verb.add_option("--quarter", to.quarter, takes_quarter ? "a complete quarter, as 2026-Q1 (default: the latest complete one)" : "not of this look: it is of the latest complete quarters or calendar year");
  verb.add_option("--only", to.part, "a part of the reports, or two together as night+sharp, as 'release parts' names them (default: all)");
  verb.add_option("--out", to.out, "folder for the files (default: release-ID here)");
}

class Builder {
 public:
  Builder(CLI::App& app, Arguments& to) : app_{app}, to_{to} {}

  CLI::App* verb(CLI::App& under, std::string const& name, std::string const& full, std::string const& help) {
    auto* sub = under.add_subcommand(name, help);
    // At once, so that the library asks the environment for the verb that was given and for no other: all verbs write to
    // the same values, and the others would put CONCORDAT_DATABASE over what --database said.
    sub->immediate_callback();
    // A verb that has verbs of its own is called after them: the inner one stands.
    sub->callback([this, full] {
      if (to_.verb.empty()) to_.verb = full;
    });
    common_options(*sub, to_);
    return sub;
  }
  CLI::App* verb(std::string const& name, std::string const& help) { return verb(app_, name, name, help); }
  /// A word that only groups others.
  CLI::App* group(std::string const& name, std::string const& help) {
    auto* sub = app_.add_subcommand(name, help);
    sub->require_subcommand(1);
    return sub;
  }

 private:
  CLI::App& app_;
  Arguments& to_;
};

/// Drafts that the parties negotiate.
void negotiation_verbs(Builder& build, CLI::App& agreement, Arguments& to);
/// What a supplier's words for places mean.
void place_text_verbs(Builder& build, Arguments& to);
/// From being brought into a hub to being ended.
void agreement_life_verbs(Builder& build, CLI::App& agreement, Arguments& to);
/// Linking plain files.
void linkage_verbs(Builder& build, Arguments& to);
/// The verbs about agreements and definitions.
void document_verbs(Builder& build, Arguments& to);

}  // namespace concordat::cli
