// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments_build.h"

#include <map>
#include <type_traits>

#include "base/visible.h"
#include "hub/release/tables.h"

namespace concordat::cli {
namespace {

char const* const environment_help =
    "\nEach option of the database may come from the environment instead: CONCORDAT_DATABASE, CONCORDAT_KEYS,\n"
    "CONCORDAT_DEFINITIONS, CONCORDAT_BY. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 errors found.";

void feed_verbs(Builder& build, Arguments& to) {
  auto* init = build.verb("init", "make or update a hub: tables, keys, ledger, partnership");
  database_options(*init, to);
  init->add_option("--partnership", to.partnership, "partnership file: agencies, members, feeds, areas");
  init->add_option("--agency-keys", to.agency_keys, "folder with the agencies' public keys (*.pub)");
  init->add_option("--ledger-key", to.key, "file that says where the ledger's signing key lies: a token or a credential (default: one is made in the folder of the keys)");

  auto* check = build.verb("check", "look at a file before sending it: nothing is stored, nothing is sent");
  check->add_option("FILE", to.files, "the file ('-' for standard input)")->required()->expected(1);
  check->add_option("--profile", to.profile, "mapping profile; without it the best fitting one is proposed");
  check->add_option("--supplier", to.agency, "kind of agency that sends it (police, ambulance ...): tells ambiguous headers apart");
  check->add_option("--mapping", to.mapping, "a mapping file confirmed by a person");
  check->add_option("--sheet", to.sheet, "sheet of a workbook, by name or number; without it the one that holds the table");
  check->add_flag("--suggest", to.suggest, "propose a field for every column, with confidence and reason");

  auto* submit = build.verb("submit", "submit an agency's files to a feed");
  database_options(*submit, to);
  submit->add_option("--feed", to.feed, "id of the feed")->required();
  submit->add_option("--profile", to.profile, "mapping profile (default: the feed's own)");
  submit->add_option("--mapping", to.mapping, "a mapping file confirmed by a person");
  submit->add_option("--sheet", to.sheet, "sheet of a workbook, by name or number; without it the one that holds the table");
  submit->add_flag("--replace", to.replace, "let a file replace a month that came with far more rows");
  submit->add_option("FILE", to.files, "the files, in order ('-' for standard input)")->required();

  auto* collect = build.verb("collect", "take in the files that lie in the drop folder, by agency and feed");
  database_options(*collect, to);
  collect->add_option("--drop", to.drop, "the drop folder (default: that of the web server's file)");
  collect->add_option("--settle", to.settle, "seconds that a file must have been left alone")->capture_default_str()->check(CLI::Range(0, 3600));

  auto* feeds = build.verb("feeds", "which feeds are late, due, arrived or failed, and whom to chase");
  database_options(*feeds, to, false);  // 'feeds template' asks for its own
  feeds->add_option("--by", to.by, "id of the member who looks")->envname("CONCORDAT_BY");
  auto* workbook = build.verb(*feeds, "template", "feeds template", "an empty workbook for a feed, with headings, drop-downs and notes");
  database_options(*workbook, to);
  workbook->add_option("FEED", to.feed, "id of the feed")->required();
  workbook->add_option("--out", to.out, "file to write (default: FEED-template.xlsx here)");
  workbook->add_option("--by", to.by, "id of the member who asks")->envname("CONCORDAT_BY");

  auto* chase = build.verb("chase", "remind those who send late files, by e-mail that names nobody; each late month once");
  database_options(*chase, to);
  chase->add_option("--from", to.from, "mailbox that sends the reminders and gets the answers");
  chase->add_option("--spool", to.spool, "folder that each message goes to, as ID.eml");
  chase->add_option("--sendmail", to.sendmail, "program that each message goes to, as /usr/sbin/sendmail");

  auto* quality = build.verb("quality", "quality of a feed by field and month, with trend and breaks");
  database_options(*quality, to);
  quality->add_option("--feed", to.feed, "id of the feed")->required();
  quality->add_option("--by", to.by, "id of the member who looks")->envname("CONCORDAT_BY");

  auto* quarantine = build.verb("quarantine", "rows set aside: row, column, field and code; values to nobody but the supplier");
  database_options(*quarantine, to);
  quarantine->add_option("--feed", to.feed, "id of the feed")->required();
  quarantine->add_option("--out", to.out, "file to write for the supplier to correct and send again: .xlsx or .csv");
  quarantine->add_option("--submission", to.submission, "of which submission (default: the last one with rows set aside)");
  quarantine->add_option("--by", to.by, "id of the member who looks")->envname("CONCORDAT_BY");

  auto* retention = build.verb("retention", "delete what has reached its date; runs by itself before every submit and release");
  database_options(*retention, to);
  retention->add_flag("--after-a-pause", to.after_a_pause, "the clock is right although no file came for more than four months");
}

void plan_verbs(Builder& build, Arguments& to) {
  auto* plan = build.group("plan", "a supplier's own quality: who else sees it, and what it is to become");
  auto const verb = [&](std::string const& name, std::string const& help) {
    auto* made = build.verb(*plan, name, "plan " + name, help);
    database_options(*made, to);
    made->add_option("--feed", to.feed, "id of the feed")->required();
    made->add_option("--by", to.by, "id of the member: of the supplying agency, its governance lead or one who sends its files")->envname("CONCORDAT_BY");
    return made;
  };
  verb("publish", "choose what others see of a feed's quality; acts at the next request")
      ->add_option("--shows", to.shows, "nothing, rows (numbers of rows by month) or fields (how complete and usable each is, too)")
      ->required()
      ->check(CLI::IsMember({"nothing", "rows", "fields"}));
  auto* target = verb("target", "put a target into a feed's improvement plan");
  target->add_option("--measure", to.measure, "accepted, filled or usable")->required()->check(CLI::IsMember({"accepted", "filled", "usable"}));
  target->add_option("--field", to.field, "id of the field, for filled and usable");
  target->add_option("--percent", to.percent, "what is to be reached")->required()->check(CLI::Range(1, 100));
  target->add_option("--until", to.until, "by which day, as 2027-03-31")->required();
  verb("withdraw", "take a target out of the plan")->add_option("--target", to.target, "id of the target, as 'quality' shows it")->required();
}

void backup_verbs(Builder& build, Arguments& to) {
  auto* backup = build.verb("backup", "write sealed copies of the database and, apart from it, of the keys");
  database_options(*backup, to, false);  // 'backup key' needs none
  backup->add_option("--out", to.out, "folder for the copy of the database");
  backup->add_option("--keys-out", to.keys_out, "folder for the copy of the keys: another one, on another medium");
  backup->add_option("--seal-to", to.seal_to, "public key to seal to (default: backup.pub in the folder of the keys)");
  auto* key = build.verb(*backup, "key", "backup key", "make the pair of keys that backups are sealed to and opened with");
  key->add_option("--key", to.key, "file to write, never on the hub's machine; the public half goes into FILE.pub")->required();

  auto const from = [&](CLI::App& verb) {
    verb.add_option("--from", to.from, "folder with the copy of the database (the newest is taken), or one of its .json files")->required();
    verb.add_option("--identity", to.identity, "file with the private half of the backup key")->required();
    verb.add_option("--checkpoint", to.checkpoint, "newest checkpoint of the ledger that a partner kept: tells how many entries are lost");
  };
  auto* restore = build.verb("restore", "put a hub together from its copies, into an empty place");
  place_options(*restore, to);  // no --now: an old clock would bring back keys that must be gone
  from(*restore);
  restore->add_option("--keys-from", to.keys_from, "folder with the copy of the keys (default: the folder of the keys survived)");
  restore->add_option("--signer", to.signer, "folder where signer.key, signer.state and signer.vkey survived");

  auto* drill = build.verb("drill", "restore into a scratch folder, check everything, delete it again");
  from(*drill);
  drill->add_option("--keys-from", to.keys_from, "folder with the copy of the keys")->required();
  drill->add_option("--scratch", to.scratch, "folder in which the scratch is made (default: the system's for temporary files)");
}

void look_verbs(Builder& build, Arguments& to) {
  for (auto const& [look, about] : {std::pair{"patterns", "when violence happens, and how complete the reports are"}, {"hotspots", "where violence gathers, and stays"},
                                    std::pair{"change", "what has changed by area against the same quarter of the year before, protected"},
                                    std::pair{"contrast", "areas where the emergency department, or the police, know more of the violence than elsewhere"},
                                    std::pair{"near-repeat", "whether reports follow each other near by and soon, as verdicts for the whole area"},
                                    std::pair{"scan", "groups of neighbouring areas with more reports for their residents than chance explains"},
                                    std::pair{"around", "whether more is reported around schools, stations and the like than elsewhere, by kind of place"},
                                    std::pair{"space-time", "whether reports of a source came closer together in place and days than chance, as verdicts for the whole area"},
                                    std::pair{"funnel", "which areas have more or fewer reports for their residents than chance explains, and rates smoothed"},
                                    std::pair{"signals", "from which month on a source gave more reports than its first year explains (EWMA, CUSUM)"},
                                    std::pair{"forecast", "where most is to be expected, shown only where the forecast found more of a quarter it never saw than last year's places"}}) {
    auto* verb = build.verb(look, about);
    database_options(*verb, to);
    asked_by(*verb, to, hub::takes_quarter(hub::table_of_look(look)->kind));
  }
}

void release_verbs(Builder& build, Arguments& to) {
  auto* release = build.verb("release", "release one of the fixed tables to an agency, or records of incidents");
  database_options(*release, to, false);  // 'release list' needs none
  release->add_option("TABLE", to.table, "which table; 'list' names them, 'parts' the parts of the reports that a table may be of; 'records': records of incidents, one a row, with nobody in them; 'report' for the disclosure-control report of one")->required();
  release->add_option("ID", to.release, "with 'report': number of the release, or of the refusal");
  release->add_option("--from", to.from, "with 'records': agency whose records are asked for");
  asked_by(*release, to);
  look_verbs(build, to);

  auto* ledger = build.group("ledger", "the record of everything that was asked, refused and released");
  auto* verify = build.verb(*ledger, "verify", "ledger verify", "check every entry, tile and signature");
  database_options(*verify, to, false);  // an exported log needs none
  verify->add_option("--release-file", to.release_file, "also check that this file is the one its ledger entry records");
  verify->add_option("--vkey", to.vkey, "file with the ledger's public key (default: the one beside the log)");
  verify->add_option("FOLDER", to.files, "an exported log instead of a database")->expected(0, 1);
  auto* exporting = build.verb(*ledger, "export", "ledger export", "write the log as C2SP tlog-tiles files");
  database_options(*exporting, to);
  exporting->add_option("--out", to.out, "folder")->required();
  exporting->add_option("--from", to.from, "first entry to prove one by one: its number, or a day");
  exporting->add_option("--to", to.to, "last entry to prove one by one: its number, or a day");
  exporting->add_option("--openings-for", to.openings_for, "also what chosen entries committed to: those of a request (its id), or record:NUMBER");
  exporting->add_option("--by", to.by, "id of the member who chooses: an auditor or data-protection officer")->envname("CONCORDAT_BY");
  auto* rotate = build.verb(*ledger, "rotate-key", "ledger rotate-key", "give the ledger a new signing key; for 30 days the old one signs too");
  database_options(*rotate, to);
  rotate->add_option("--to", to.key, "file that says where the new key lies: a token or a credential (default: one is made in the folder of the keys)");
  auto* status = build.verb(*ledger, "status", "ledger status", "how long the ledger is, who witnessed it when, and whether two histories were ever shown");
  database_options(*status, to);
  auto* witness = build.verb(*ledger, "witness", "ledger witness", "ask the witnesses now to cosign the newest checkpoint; serve does it each minute");
  database_options(*witness, to);
  witness->add_option("--policy", to.policy, "file that says which witnesses count from now on (C2SP tlog-policy)");
  witness->add_option("--own", to.own, "with --policy: names in it that this hub's host runs itself: asked, and never counted");
  witness->add_flag("--required", to.required, "with --policy: disclose nothing about people while no quorum saw the ledger for 24 hours");
  auto* compare = build.verb(*ledger, "compare", "ledger compare", "hold a checkpoint that somebody kept up against the ledger");
  database_options(*compare, to);
  compare->add_option("FILE", to.files, "text in which the checkpoint stands, an e-mail say, or a proof of two histories ('-' for standard input)")->required()->expected(1);
  compare->add_option("--vkey", to.vkey, "public key of another ledger, which the proof is about");
  auto* prove = build.verb(*ledger, "prove", "ledger prove", "write the proof that one entry stands in the ledger (C2SP tlog-proof)");
  database_options(*prove, to);
  prove->add_option("INDEX", to.reference, "number of the entry")->required();
  prove->add_option("--out", to.out, "file to write (default: INDEX.tlog-proof here)");
  auto* check = build.verb(*ledger, "check-proof", "ledger check-proof", "check such a proof; needs no hub");
  check->add_option("FILE", to.files, "the proof (C2SP tlog-proof), and a file with the entry's bytes where the proof does not hold them")->required()->expected(1, 2);
  check->add_option("--vkey", to.vkey, "file with the ledger's public key; more keys of it, and of witnesses, in lines of their own")->required();
}

void serve_verbs(Builder& build, Arguments& to) {
  auto* serve = build.verb("serve", "open the hub's pages to browsers");
  database_options(*serve, to, false);  // its file names one
  serve->add_option("--port", to.port, "port to listen on, over what the file says; 0: any that is free")->check(CLI::Range(0, 65535));
  serve->add_option("--web", to.web, "folder of the built pages (default: beside the program)");
  serve->add_flag("--sign-in-links", to.sign_in_links, "print a link for each member that signs in once (synthetic partnerships only)");
}

void witness_verbs(Builder& build, Arguments& to) {
  auto* witness = build.verb("witness", "watch the ledgers of other hubs: cosign only what continues what was seen before (C2SP tlog-witness)");
  auto const folder = [&](CLI::App& verb) { return verb.add_option("--folder", to.folder, "folder of the witness: its key and what it has seen"); };
  auto const logs = [&](CLI::App& verb) { return verb.add_option("--log", to.logs, "files with the public keys (vkey) of the ledgers it watches"); };
  auto const others = [&](CLI::App& verb) {
    verb.add_option("--peer", to.peers, "addresses of other partners' witnesses, to be asked what they were shown");
    verb.add_option("--hub", to.hubs, "addresses under which the ledgers publish their tiles (C2SP tlog-tiles), as https://hub.example/tlog");
  };
  folder(*witness);
  logs(*witness);
  others(*witness);
  witness->add_option("--every", to.every, "seconds between two rounds in which the others are asked")->capture_default_str()->check(CLI::Range(5, 3600));
  witness->add_option("--listen", to.listen, "address and port to listen on; port 0 takes any that is free")->capture_default_str();
  witness->add_option("--certificate", to.certificate, "certificate chain (PEM), for https");
  witness->add_option("--tls-key", to.tls_key, "private key of the certificate (PEM)");
  auto* key = build.verb(*witness, "key", "witness key", "make the key of a witness; prints its public key for the hosts of ledgers");
  folder(*key)->required();
  key->add_option("--name", to.name, "name of the witness: an address without its scheme, as police.example/witness")->required();
  auto* gossip = build.verb(*witness, "gossip", "witness gossip", "ask other witnesses once what they were shown, or read what came by mail, and compare");
  folder(*gossip)->required();
  logs(*gossip)->required();
  others(*gossip);
  gossip->add_option("--notes", to.notes, "files, or folders of files, with checkpoints or proofs that came by mail");
  auto* status = build.verb(*witness, "status", "witness status", "what a witness saw of each ledger, what others showed it, and every proof it holds");
  folder(*status)->required();
  logs(*status)->required();
  auto* proof = build.verb(*witness, "proof", "witness proof", "print the proof that two histories were shown, or check one that somebody sent");
  proof->add_option("FILE", to.files, "a proof to be checked under the key of --log")->expected(0, 1);
  folder(*proof);
  logs(*proof)->required();
  auto* clear = build.verb(*witness, "clear", "witness clear", "go on with a ledger in spite of a proof, which is kept for ever");
  folder(*clear)->required();
  logs(*clear)->required();
  clear->add_option("--reason", to.reason, "what was found out, and by whom: one line")->required();
  clear->add_flag("--anew", to.anew, "forget what was seen of this ledger, and begin with whatever it shows next");
}

void account_verbs(Builder& build, Arguments& to) {
  auto* account = build.group("account", "who may sign in to the pages");
  auto* add = build.verb(*account, "add", "account add", "make an account; prints the code that sets its password, once");
  database_options(*add, to);
  add->add_option("--member", to.member, "member of the partnership file it acts as")->required();
  add->add_option("--login", to.login, "login name; names a post, never a person (default: the member's id)");
  add->add_option("--vetted-until", to.vetted_until, "last day of the vetting behind it, as 2027-03-31");
  auto* grant = build.verb(*account, "grant", "account grant", "let an account act as another member too, one at a time");
  database_options(*grant, to);
  grant->add_option("--login", to.login, "login name")->required();
  grant->add_option("--member", to.member, "member of the partnership file")->required();
  auto* list = build.verb(*account, "list", "account list", "every account, as whom it acts and how it stands");
  database_options(*list, to);
  auto const by_login = [&](std::string const& name, std::string const& help) {
    auto* verb = build.verb(*account, name, "account " + name, help);
    database_options(*verb, to);
    verb->add_option("--login", to.login, "login name")->required();
  };
  by_login("disable", "end an account; acts at its next request");
  by_login("enable", "let a disabled account sign in again");
  by_login("reset", "take password, authenticator app and sessions away; prints a new code");
  auto* link = build.verb(*account, "link", "account link", "a code that signs in as a member once (synthetic partnerships only)");
  database_options(*link, to);
  link->add_option("--member", to.member, "member of the partnership file")->required();
  link->add_option("--hours", to.hours, "how long it lasts")->capture_default_str()->check(CLI::Range(1, 24 * 7));
}

void sharing_verbs_of(Builder& build, Arguments& to) {
  std::map<std::string_view, CLI::App*> groups;
  for (auto const& spec : sharing_verbs()) {
    auto& group = groups[spec.group];
    if (group == nullptr && !spec.group.empty()) group = build.group(std::string{spec.group}, std::string{sharing_group_help(spec.group)});
    auto* verb = spec.group.empty() ? build.verb(std::string{spec.name}, std::string{spec.help}) : build.verb(*group, std::string{spec.name}, spec.full(), std::string{spec.help});
    if (spec.group.empty()) groups[spec.name] = verb;  // a verb that may have verbs of its own, which ask for the hub themselves
    auto const alone = std::ranges::none_of(sharing_verbs(), [&](auto const& other) { return other.group == spec.name; });
    database_options(*verb, to, !spec.group.empty() || alone);
    verb->add_option("--by", to.by, "id of the member who acts")->envname("CONCORDAT_BY");
    for (auto const& option : spec.options) {
      std::visit([&](auto member) {
        using To = std::remove_reference_t<decltype(to.sharing.*member)>;
        CLI::Option* made = nullptr;
        if constexpr (std::is_same_v<To, bool>) made = verb->add_flag(std::string{option.name}, to.sharing.*member, std::string{option.help});
        else made = verb->add_option(std::string{option.name}, to.sharing.*member, std::string{option.help});
        made->required(option.required);
        if constexpr (std::is_same_v<To, std::vector<std::string>>) made->allow_extra_args(false);
        if (!option.choices.empty()) made->check(CLI::IsMember(option.choices));
      }, option.to);
    }
  }
}

/// Verbs on plain files, which are kept as data.
template <class Verbs, class FileArguments>
void file_verbs_of(Builder& build, CLI::App& group, Verbs const& verbs, FileArguments& to) {
  for (auto const& spec : verbs) {
    auto* verb = build.verb(group, std::string{spec.name}, spec.full(), std::string{spec.help});
    for (auto const& option : spec.options) {
      std::visit([&](auto member) {
        using To = std::remove_reference_t<decltype(to.*member)>;
        if constexpr (std::is_same_v<To, bool>) verb->add_flag(std::string{option.name}, to.*member, std::string{option.help});
        else verb->add_option(std::string{option.name}, to.*member, std::string{option.help})->required(option.required);
      }, option.to);
    }
  }
}

/// What the library says, and what to do where that is not plain from it.
std::string wrong_usage(CLI::App const* app, CLI::Error const& error) {
  std::string what = error.what();
  if (what == "--database is required") what += ": name the hub with it, or in CONCORDAT_DATABASE";
  if (what == "A subcommand is required") what = "Name a verb";
  // The word that was taken for a verb stays over.
  if (auto const rest = app->remaining(true); what == "Name a verb" && !rest.empty()) what = "There is no verb '" + rest.front() + "'";
  return visible(what) + ". 'concordat --help' lists the verbs, 'concordat VERB --help' its options.\n";
}

void help_verb(CLI::App& app, Arguments& to) {
  auto* help = app.add_subcommand("help", "the manual page and the shells' completions, made at build time");
  help->group("");  // not for people
  help->callback([&to] { to.verb = "help"; });
  help->add_flag("--man", to.manual, "the manual page");
  help->add_option("--completion", to.completion, "of which shell")->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

void every_verb(Builder& build, Arguments& to) {
  feed_verbs(build, to);
  plan_verbs(build, to);
  place_text_verbs(build, to);
  backup_verbs(build, to);
  release_verbs(build, to);
  document_verbs(build, to);
  linkage_verbs(build, to);
  sharing_verbs_of(build, to);
  file_verbs_of(build, *build.group("places", "where and when events happen, from plain files and without a hub"), places_verbs(), to.places);
  file_verbs_of(build, *build.group("protect", "disclosure control of records and tables, from plain files and without a hub"), protect_verbs(), to.protect);
  file_verbs_of(build, *build.group("encode", "what two parties both hold, found without showing a name, from plain files and without a hub"), encode_verbs(), to.encode);
  file_verbs_of(build, *build.group("transparency", "the public record of each method: what it does, its limits, who answers for it"), transparency_verbs(), to.transparency);
  account_verbs(build, to);
  serve_verbs(build, to);
  witness_verbs(build, to);
}

OptionDescription describe(CLI::Option const& option) {
  OptionDescription one;
  one.positional = option.get_positional();
  one.name = one.positional ? option.get_name(true) : "--" + option.get_lnames().front();
  one.help = option.get_description();
  one.environment = option.get_envname();
  one.flag = option.get_items_expected_max() == 0;
  one.required = option.get_required();
  one.many = option.get_items_expected_max() > 1;
  return one;
}

void describe_under(CLI::App const& app, std::string const& before, std::vector<VerbDescription>& verbs) {
  for (auto const* verb : app.get_subcommands([](CLI::App const* one) { return !one->get_group().empty(); })) {
    auto const name = before + verb->get_name();
    if (verb->get_require_subcommand_min() == 0) {
      verbs.push_back({name, verb->get_description(), {}});
      for (auto const* option : verb->get_options()) {
        if (option != verb->get_help_ptr()) verbs.back().options.push_back(describe(*option));
      }
    }
    describe_under(*verb, name + " ", verbs);
  }
}

}  // namespace

std::vector<VerbDescription> describe_verbs() {
  Arguments nowhere;
  CLI::App app;
  Builder build{app, nowhere};
  every_verb(build, nowhere);
  std::vector<VerbDescription> verbs;
  describe_under(app, "", verbs);
  return verbs;
}

Parsed parse(int argc, char const* const* argv) {
  Parsed parsed;
  CLI::App app{"Concordat: agencies share what they must to keep young people safe, and only that.", "concordat"};
  app.set_version_flag("--version", "concordat " CONCORDAT_VERSION);
  app.require_subcommand(1);
  app.footer(environment_help);
  app.failure_message(wrong_usage);
  app.set_help_all_flag("--help-all", "help of every verb");
  Builder build{app, parsed.arguments};
  every_verb(build, parsed.arguments);
  help_verb(app, parsed.arguments);
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& error) {
    parsed.stop = true;
    parsed.exit_code = app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  return parsed;
}

}  // namespace concordat::cli
