// SPDX-License-Identifier: Apache-2.0
#include "intake/reader/sandbox.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "intake/read/worker_options.h"

namespace concordat::intake {
namespace {

// What the readers and the C++ run time use. Each was seen to be needed by the tests, and none can open, connect, start
// or signal.
constexpr std::array allowed = {
    SCMP_SYS(read),        SCMP_SYS(pread64),      SCMP_SYS(lseek),          SCMP_SYS(fstat),
    SCMP_SYS(close),       SCMP_SYS(brk),          SCMP_SYS(munmap),         SCMP_SYS(mremap),
    SCMP_SYS(madvise),     SCMP_SYS(futex),        SCMP_SYS(poll),           SCMP_SYS(ppoll),
    SCMP_SYS(exit),        SCMP_SYS(exit_group),   SCMP_SYS(rt_sigreturn),   SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
};

using Filter = std::unique_ptr<void, decltype(&::seccomp_release)>;

bool allow(Filter const& filter, int call, std::initializer_list<scmp_arg_cmp> when = {}) {
  return ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, static_cast<unsigned>(when.size()),
                                  when.size() == 0 ? nullptr : when.begin()) == 0;
}

scmp_arg_cmp argument(unsigned number, scmp_compare compare, scmp_datum_t a, scmp_datum_t b = 0) {
  return {number, compare, a, b};
}

[[maybe_unused]] bool set_filter(int pipe) {
  Filter const filter{::seccomp_init(SCMP_ACT_KILL_PROCESS), &::seccomp_release};
  if (!filter) return false;
  for (int const call : allowed) {
    if (!allow(filter, call)) return false;
  }
  return allow(filter, SCMP_SYS(write), {argument(0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(pipe))}) &&
         // the C library's fstat; a path beside this flag can tell no more than that there is such a file
         allow(filter, SCMP_SYS(newfstatat), {argument(3, SCMP_CMP_EQ, AT_EMPTY_PATH)}) &&
         // memory, never to be run, and never a file's
         allow(filter, SCMP_SYS(mmap),
               {argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), argument(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)}) &&
         allow(filter, SCMP_SYS(mprotect), {argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)}) &&
         ::seccomp_load(filter.get()) == 0;
}

}  // namespace

bool enter_sandbox([[maybe_unused]] int pipe) {
  // libzip turns the times of its entries into the local zone, for which the C library would open a file at first use.
  // Nobody asks for those times.
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  struct rlimit const none = {0, 0};
  // What is open stays open; nothing else can be, whatever becomes of the filter.
  if (::setrlimit(RLIMIT_NOFILE, &none) != 0) return false;
#if defined(CONCORDAT_SANITIZED)
  return true;
#else
  return set_filter(pipe);
#endif
}

}  // namespace concordat::intake
