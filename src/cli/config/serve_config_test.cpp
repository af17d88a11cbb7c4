// SPDX-License-Identifier: Apache-2.0
#include "cli/config/serve_config.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "support/temporary_folder.h"

namespace concordat::cli {
namespace {

std::string const small =
    "format: concordat-serve/1\n"
    "database: sqlite:/var/lib/concordat/hub.db\n"
    "origin: \"https://hub.example\"\n";

ParsedServeConfig read(std::string const& text) { return read_serve_config(text, "/etc/concordat/concordat.yaml"); }

std::vector<std::string> codes(ParsedServeConfig const& parsed) {
  std::vector<std::string> out;
  for (auto const& finding : parsed.findings) out.push_back(finding.code);
  return out;
}

TEST(ServeConfigs, TakeTheUsualValuesForWhatIsNotSaid) {
  auto const parsed = read(small);
  ASSERT_TRUE(parsed.config);
  EXPECT_EQ(parsed.config->database, "sqlite:/var/lib/concordat/hub.db");
  EXPECT_EQ(parsed.config->key_database, "");
  EXPECT_EQ(parsed.config->keys, "");
  EXPECT_EQ(parsed.config->definitions, "");
  EXPECT_EQ(parsed.config->web, "");
  EXPECT_EQ(parsed.config->host, "127.0.0.1");
  EXPECT_EQ(parsed.config->port, 8080);
  EXPECT_EQ(parsed.config->origin, "https://hub.example");
  EXPECT_FALSE(parsed.config->tls);
  EXPECT_EQ(parsed.config->threads, 2U);
  EXPECT_EQ(parsed.config->workers, 4U);
}

TEST(ServeConfigs, TakeEveryKeyAndPlacePathsBesideTheFile) {
  auto const parsed = read(
      "format: concordat-serve/1\n"
      "database: postgresql://concordat@db.internal/hub?passfile=/run/pass\n"
      "key_database: \"sqlite:keys/keys.db\"\n"
      "keys: /srv/keys\n"
      "definitions: definitions\n"
      "web: /srv/web\n"
      "listen: \"[::]:8443\"\n"
      "origin: \"https://hub.example:8443\"\n"
      "tls: {certificate: tls/chain.pem, key: /run/credentials/concordat.service/tls.key}\n"
      "mail: {from: hub@northshire.example, spool: spool, sendmail: /usr/sbin/sendmail}\n"
      "drop: {folder: drop, every: 30, settle: 5}\n"
      "threads: 8\n"
      "workers: 16\n");
  ASSERT_TRUE(parsed.config);
  auto const& config = *parsed.config;
  ASSERT_TRUE(config.mail && config.drop);
  EXPECT_EQ(config.mail->from, "hub@northshire.example");
  EXPECT_EQ(config.mail->spool, "/etc/concordat/spool");
  EXPECT_EQ(config.mail->sendmail, "/usr/sbin/sendmail");
  EXPECT_EQ(config.drop->folder, "/etc/concordat/drop");
  EXPECT_EQ(config.drop->every, 30U);
  EXPECT_EQ(config.drop->settle, 5U);
  EXPECT_EQ(config.database, "postgresql://concordat@db.internal/hub?passfile=/run/pass");
  EXPECT_EQ(config.key_database, "sqlite:/etc/concordat/keys/keys.db");
  EXPECT_EQ(config.keys, "/srv/keys");
  EXPECT_EQ(config.definitions, "/etc/concordat/definitions");
  EXPECT_EQ(config.web, "/srv/web");
  EXPECT_EQ(config.host, "::");
  EXPECT_EQ(config.port, 8443);
  ASSERT_TRUE(config.tls);
  EXPECT_EQ(config.tls->certificate, "/etc/concordat/tls/chain.pem");
  EXPECT_EQ(config.tls->key, "/run/credentials/concordat.service/tls.key");
  EXPECT_EQ(config.threads, 8U);
  EXPECT_EQ(config.workers, 16U);
}

TEST(ServeConfigs, AKeyNobodyKnowsIsRefusedWithItsPlaceAndTheOnesThereAre) {
  auto const parsed = read(small + "lisen: \"127.0.0.1:80\"\n");
  EXPECT_FALSE(parsed.config);
  ASSERT_EQ(codes(parsed), std::vector<std::string>{"unknown-key"});
  EXPECT_EQ(parsed.findings[0].line, 4U);
  EXPECT_EQ(parsed.findings[0].column, 1U);
  EXPECT_NE(parsed.findings[0].remedy.find("listen"), std::string::npos);
  EXPECT_EQ(codes(read(small + "tls: {certificate: a, key: b, password: c}\n")), std::vector<std::string>{"unknown-key"});
}

TEST(ServeConfigs, SayEverythingThatIsMissingAtOnce) {
  auto const parsed = read("threads: 2\n");
  EXPECT_EQ(codes(parsed), (std::vector<std::string>{"missing-key", "missing-key", "missing-key"}));
  EXPECT_EQ(codes(read(small + "tls: {certificate: a}\n")), std::vector<std::string>{"missing-key"});
}

struct Refused {
  char const* name;
  char const* lines;
  char const* code;
};

class ServeConfigsRefuse : public testing::TestWithParam<Refused> {};

TEST_P(ServeConfigsRefuse, WithCodeAndRemedy) {
  std::string text = "format: concordat-serve/1\n";
  std::string const lines = GetParam().lines;
  if (lines.find("database:") == std::string::npos) text += "database: sqlite:/hub.db\n";
  if (lines.find("origin:") == std::string::npos) text += "origin: \"https://hub.example\"\n";
  auto const parsed = read(text + lines);
  EXPECT_FALSE(parsed.config);
  ASSERT_FALSE(parsed.findings.empty());
  EXPECT_EQ(parsed.findings[0].code, GetParam().code);
  EXPECT_FALSE(parsed.findings[0].remedy.empty());
  EXPECT_GT(parsed.findings[0].line, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Files, ServeConfigsRefuse,
    testing::Values(Refused{"no_scheme", "database: /var/hub.db\n", "bad-database"},
                    Refused{"empty_sqlite", "database: \"sqlite:\"\n", "bad-database"},
                    Refused{"password_before_host", "keys: /k\ndatabase: postgresql://u:secret@h/n\n", "secret-inside"},
                    Refused{"password_with_slash", "keys: /k\ndatabase: \"postgresql://u:se/cret@h/n\"\n", "secret-inside"},
                    Refused{"password_parameter", "keys: /k\ndatabase: postgresql://u@h/n?x=1&Password=s\n", "secret-inside"},
                    Refused{"password_hidden", "keys: /k\ndatabase: postgresql://u@h/n?pass%77ord=s\n", "secret-inside"},
                    Refused{"password_of_key", "keys: /k\ndatabase: postgresql://u@h/n?sslpassword=s\n", "secret-inside"},
                    Refused{"postgresql_without_keys", "database: postgresql://u@h/n\n", "missing-key"},
                    Refused{"key_itself", "tls: {certificate: a, key: \"-----BEGIN PRIVATE KEY-----\"}\n", "secret-inside"},
                    Refused{"host_name", "listen: \"localhost:80\"\n", "bad-listen"},
                    Refused{"no_port", "listen: \"127.0.0.1\"\n", "bad-listen"},
                    Refused{"port_too_large", "listen: \"127.0.0.1:65536\"\n", "bad-listen"},
                    Refused{"port_negative", "listen: \"127.0.0.1:-1\"\n", "bad-listen"},
                    Refused{"bare_six", "listen: \"::1:80\"\n", "bad-listen"},
                    Refused{"bracketed_four", "listen: \"[127.0.0.1]:80\"\n", "bad-listen"},
                    Refused{"open_without_tls", "listen: \"0.0.0.0:80\"\n", "plain-text"},
                    Refused{"lan_without_tls", "listen: \"192.0.2.1:80\"\n", "plain-text"},
                    Refused{"origin_slash", "origin: \"https://hub.example/\"\n", "bad-origin"},
                    Refused{"origin_path", "origin: \"https://hub.example/x\"\n", "bad-origin"},
                    Refused{"origin_capital", "origin: \"https://Hub.example\"\n", "bad-origin"},
                    Refused{"origin_usual_port", "origin: \"https://hub.example:443\"\n", "bad-origin"},
                    Refused{"origin_padded_port", "origin: \"https://hub.example:08443\"\n", "bad-origin"},
                    Refused{"origin_user", "origin: \"https://a@hub.example\"\n", "bad-origin"},
                    Refused{"origin_no_scheme", "origin: hub.example\n", "bad-origin"},
                    Refused{"origin_plain", "origin: \"http://hub.example\"\n", "plain-text"},
                    Refused{"origin_like_loopback", "origin: \"http://127.0.0.1.example\"\n", "plain-text"},
                    Refused{"no_threads", "threads: 0\n", "out-of-range"},
                    Refused{"many_workers", "workers: 257\n", "out-of-range"},
                    Refused{"mail_without_sender", "mail: {spool: /s}\n", "missing-key"},
                    Refused{"mail_without_a_way_out", "mail: {from: hub@a.example}\n", "missing-key"},
                    Refused{"mail_from_nowhere", "mail: {from: hub, spool: /s}\n", "bad-value"},
                    Refused{"mail_from_two", "mail: {from: \"a@b.example, c@d.example\", spool: /s}\n", "bad-value"},
                    Refused{"mail_with_a_password", "mail: {from: hub@a.example, spool: /s, password: x}\n", "unknown-key"},
                    Refused{"drop_without_folder", "drop: {every: 60}\n", "missing-key"},
                    Refused{"drop_all_the_time", "drop: {folder: /d, every: 1}\n", "out-of-range"},
                    Refused{"drop_at_once", "drop: {folder: /d, settle: 0}\n", "out-of-range"},
                    Refused{"words_for_threads", "threads: two\n", "wrong-kind"},
                    Refused{"empty_keys", "keys: \"\"\n", "empty-value"},
                    Refused{"control_character", "keys: \"a\\nb\"\n", "bad-value"},
                    Refused{"twice", "threads: 1\nthreads: 1\n", "yaml-duplicate-key"}),
    [](auto const& one) { return std::string{one.param.name}; });

TEST(ServeConfigs, NeverQuoteWhatMayHoldAPassword) {
  for (auto const* lines : {"database: postgresql://u:hunter2@h/n\n", "database: pgsql://u:hunter2@h/n\n"}) {
    auto const parsed = read(std::string{"format: concordat-serve/1\norigin: \"https://hub.example\"\nkeys: /k\n"} + lines);
    ASSERT_FALSE(parsed.findings.empty());
    for (auto const& finding : parsed.findings) EXPECT_EQ(sentence(finding).find("hunter2"), std::string::npos);
  }
}

TEST(ServeConfigs, PlainHttpIsForThisMachine) {
  for (auto const* origin : {"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "http://[::1]"}) {
    EXPECT_TRUE(read("format: concordat-serve/1\ndatabase: sqlite:/hub.db\norigin: \"" + std::string{origin} + "\"\n").config) << origin;
  }
  EXPECT_TRUE(read(small + "listen: \"127.0.0.2:0\"\n").config);
  EXPECT_TRUE(read(small + "listen: \"[::1]:8080\"\n").config);
}

TEST(ServeConfigs, AFileThatIsNotThereIsAFinding) {
  test_support::TemporaryFolder const folder;
  EXPECT_FALSE(read_serve_config_file((folder / "none.yaml").string()).config);
  ASSERT_TRUE(write_file(folder / "concordat.yaml", small + "keys: keys\n"));
  auto const parsed = read_serve_config_file((folder / "concordat.yaml").string());
  ASSERT_TRUE(parsed.config);
  EXPECT_EQ(parsed.config->keys, (folder / "keys").string());
}

}  // namespace
}  // namespace concordat::cli
