// SPDX-License-Identifier: Apache-2.0
// What the command line said, as plain values. Only arguments.cpp knows the library that reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace concordat::cli {

/// Documented in docs/command-line.md; scripts rely on them.
enum class Exit : std::uint8_t {
  ok = 0,
  failed = 1,    ///< something went wrong; the message says what to do
  usage = 2,     ///< the command line itself is wrong
  refused = 3,   ///< an agreement, a rule or the safe set says no; the message says why and what to do
  findings = 4,  ///< a document or a file was read and has errors
};

struct Arguments {
  std::string verb;  ///< "submit", "agreement sign", "ledger verify", ...
  bool json = false;
  bool quiet = false;

  std::string database;
  std::string keys;          ///< folder of the keys; empty: beside an SQLite database
  std::string key_database;  ///< empty: keys.db in that folder
  int wait_seconds = 15;     ///< for another program that writes to the same hub
  std::string definitions;   ///< empty: beside the program
  std::string partnership;
  std::string agency_keys;
  std::string now;  ///< demo and tests: the time that is taken for now; refused unless the partnership is synthetic

  std::string feed;
  std::string profile;
  std::string mapping;
  std::vector<std::string> files;
  bool suggest = false;
  bool replace = false;

  std::string table;
  std::string recipient;
  std::string purpose;
  std::string by;
  std::string role = "analyst";
  std::string quarter;
  std::string out;

  std::string agency;
  std::string post;
  std::string reference;  ///< of an agreement: ID@VERSION
  std::string key;
  std::string format = "text";
  std::string vkey;
  std::string release_file;

  std::uint64_t seed = 1;
  int months = 24;
  std::int64_t people = 0;
  std::string last_month;
};

/// Reads the command line. Prints help, version or what is wrong itself, and then `stop` says with which exit code.
struct Parsed {
  Arguments arguments;
  bool stop = false;
  int exit_code = 0;
};
[[nodiscard]] Parsed parse(int argc, char const* const* argv);

}  // namespace concordat::cli
