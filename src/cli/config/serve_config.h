// SPDX-License-Identifier: Apache-2.0
// What `concordat serve` is told by its file: strict YAML, `concordat-serve/1`, docs/formats/serve-config.md.
//
// The file holds no secret: keys and passwords are named by the path of the file that holds them. Reading it opens
// nothing else; whether the files it names are there is for the verb to find out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/finding.h"

namespace concordat::cli {

struct ServeConfig {
  struct Tls {
    std::string certificate;  ///< path of the certificate chain, PEM
    std::string key;          ///< path of its private key, PEM
  };

  struct Mail {
    std::string from;      ///< mailbox that reminders come from
    std::string spool;     ///< folder for them; empty: none
    std::string sendmail;  ///< program for them; empty: none
  };
  struct Drop {
    std::string folder;
    unsigned every = 0;   ///< seconds between two looks
    unsigned settle = 0;  ///< seconds that a file must have been left alone
  };

  std::string database;      ///< as --database
  std::string key_database;  ///< as --key-database; empty: keys.db in the folder of the keys
  std::string keys;          ///< as --keys; empty: PATH-keys beside an SQLite database
  std::string definitions;   ///< folder; empty: beside the program
  std::string web;           ///< folder of the built pages; empty: beside the program
  std::string host;          ///< numeric address without brackets
  std::uint16_t port = 0;    ///< 0: any that is free
  std::string origin;        ///< what browsers call the hub: scheme://host[:port], no slash at the end
  std::optional<Tls> tls;    ///< none: plain HTTP, on this machine's own addresses only
  std::optional<Mail> mail;  ///< none: nobody is reminded of late files
  std::optional<Drop> drop;  ///< none: files come by page, by program and by command line only
  unsigned threads = 0;      ///< that read and write connections
  unsigned workers = 0;      ///< that answer requests, each with a connection to the database
};

struct ParsedServeConfig {
  std::optional<ServeConfig> config;  ///< nothing where a finding is an error
  Findings findings;
};

/// `file` is named in findings, and paths in the text are relative to its folder.
[[nodiscard]] ParsedServeConfig read_serve_config(std::string_view text, std::string const& file);
/// Reads the file from disk; not being readable is a finding too.
[[nodiscard]] ParsedServeConfig read_serve_config_file(std::string const& path);

}  // namespace concordat::cli
