// SPDX-License-Identifier: Apache-2.0
// What the command line said, as plain values. Only arguments.cpp and arguments_agreement.cpp know the library that reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/analysis/question.h"
#include "cli/encode/encode_verbs.h"
#include "cli/linkage_arguments.h"
#include "cli/places/places_verbs.h"
#include "cli/protection/protect_verbs.h"
#include "cli/sharing/sharing_verbs.h"
#include "cli/transparency/transparency_verbs.h"

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
  std::string sheet;
  std::string mapping;
  std::vector<std::string> files;
  bool suggest = false;
  bool after_a_pause = false;
  bool replace = false;

  std::string table;
  std::string recipient;
  std::string purpose;
  std::string by;
  std::string role = "analyst";
  std::string quarter;
  std::string part;
  std::string out;
  std::string facts;     ///< file of people and agencies
  std::string requests;  ///< file with one JSON document a line
  bool strict = false;
  int line = 1;                      ///< of `requests`
  std::vector<std::string> changes;  ///< KEY=VALUE

  std::string member;
  std::string login;
  std::string vetted_until;
  int hours = 24;
  std::string config;     ///< file of the web server, from which database, keys and definitions are taken
  std::string keys_out;
  std::string seal_to;
  std::string from;
  std::string keys_from;
  std::string identity;
  std::string signer;
  std::string checkpoint;
  std::string scratch;
  std::string shows;       ///< how much of a feed's quality others see
  std::string measure;
  std::string field;
  int percent = 0;
  std::string until;
  std::string target;
  std::int64_t place_text = 0;     ///< number of words that wait for a meaning
  std::int64_t place_meaning = 0;  ///< number of one
  std::string named_place;
  std::string at_point;            ///< "easting,northing"
  std::string means;               ///< place, home or nowhere
  std::string submission;  ///< id of one
  std::string drop;      ///< the drop folder
  int settle = 10;       ///< seconds that a dropped file must have been left alone
  std::string spool;     ///< folder for reminders
  std::string sendmail;  ///< program for them

  std::string agency;
  std::string post;
  std::string reference;  ///< of an agreement: ID@VERSION
  std::string made_from;  ///< a template of an agreement
  std::vector<std::string> values;  ///< "your-police=northshire-police"
  std::vector<std::string> references;
  std::string reason;
  std::string draft;      ///< id of one
  std::string rule;
  std::string use;
  std::string answer;
  std::string form;
  std::string as;
  std::string condition;
  std::string code;
  std::string signed_off_by;
  std::string eia_ref;
  std::string dpia_ref;
  std::string date;
  std::string owner;
  std::string key;
  analysis::Question question;  ///< of the verbs that ask about agreements
  std::string vkey;
  std::string release;    ///< id of one, or of a refusal
  std::string release_file;

  std::string folder;               ///< of a witness
  std::vector<std::string> logs;    ///< files with the public keys of logs
  std::string name;                 ///< of a witness
  std::vector<std::string> peers;   ///< addresses of other witnesses
  std::vector<std::string> hubs;    ///< addresses under which ledgers publish their tiles
  std::vector<std::string> notes;   ///< files and folders with checkpoints that came by mail
  int every = 30;                   ///< seconds between two rounds of gossip
  bool anew = false;                ///< forget what was seen of a ledger
  std::string policy;               ///< file: which witnesses count
  std::vector<std::string> own;     ///< witnesses that the host itself runs
  bool required = false;            ///< no disclosure about people without a quorum
  std::string to;                   ///< last entry
  std::string openings_for;
  std::string listen = "127.0.0.1:8088";
  std::string certificate;
  std::string tls_key;

  std::string web;            ///< folder of the built pages; empty: beside the program
  int port = -1;              ///< of serve; -1: what its file says
  bool sign_in_links = false;
  bool manual = false;
  std::string completion;

  SharingArguments sharing;
  LinkageArguments linkage;
  PlacesArguments places;
  ProtectArguments protect;
  EncodeArguments encode;

  std::uint64_t seed = 1;
  int months = 24;
  std::int64_t people = 0;
  std::string last_month;

  TransparencyArguments transparency;
};

/// Reads the command line. Prints help, version or what is wrong itself, and then `stop` says with which exit code.
struct Parsed {
  Arguments arguments;
  bool stop = false;
  int exit_code = 0;
};
[[nodiscard]] Parsed parse(int argc, char const* const* argv);

/// What the command line takes, for the manual page, the completions and the test that holds them against the documents.
struct OptionDescription {
  std::string name;         ///< "--feed"; of a positional "FILE"
  std::string help;
  std::string environment;  ///< variable it may come from; empty: none
  bool positional = false;
  bool flag = false;        ///< takes no value
  bool required = false;
  bool many = false;        ///< may be given more than one value
};
struct VerbDescription {
  std::string name;  ///< "agreement sign"
  std::string help;
  std::vector<OptionDescription> options;
};
/// Every verb, in the order of the help; none that is only for the build.
[[nodiscard]] std::vector<VerbDescription> describe_verbs();

}  // namespace concordat::cli
