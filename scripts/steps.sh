# What ./test is written in: steps that say what they do and how long it took, and a sum at the end.
# Sourced with the arguments of ./test. Each step's output goes to build/logs/NAME.log, and is shown if it fails.

usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' test; }

extent=full
words=()
for argument in "$@"; do
    case "$argument" in
        --quick) extent=quick ;;
        --long) extent=long ;;
        -h | --help) usage && exit 0 ;;
        -*) echo "test: expected --quick, --long or words of step names, but got '$argument'" >&2 && exit 2 ;;
        *) words+=("$argument") ;;
    esac
done

# A slip is told before minutes of building, as soon as an earlier build has left the list of its test programs.
steps=$(sed -nE 's/^(step_seconds=[0-9]+ )?(step|beside) +[a-z]+ +([^ ]+).*/\3/p' test)
programs=build/test/tests.txt
names=$steps$([ ! -f "$programs" ] || sed -E 's/.*/ test.& asan.& tsan.&/' "$programs")
for word in "${words[@]}"; do
    [ -f "$programs" ] || break
    if [[ $names != *"$word"* ]]; then
        echo "test: expected a word of a step's name, but no step is called '$word'; there are" $steps \
            "and the programs in $programs" >&2
        exit 2
    fi
done

passed=0
failed=0
failed_steps=()
logs=build/logs
mkdir -p "$logs"

# However the script ends, its last line is the sum, and its status says whether all is well.
sum_up() {
    all_told
    [ -z "${meanwhile:-}" ] || wait "$meanwhile" || true # packages half installed would be in everybody's way
    if [ ${#failed_steps[@]} -gt 0 ]; then
        echo
        echo "failed: ${failed_steps[*]} (all output is in $logs/)"
    fi
    # A word that names no step, or a list that ran dry, must not look like success.
    if ((passed + failed == 0)); then
        echo "test: expected to run something, but no step is called ${words[*]:-anything}"
        failed=1
    fi
    echo "$passed passed, $failed failed"
    ((failed == 0)) || exit 1
    exit 0
}
trap sum_up EXIT
trap 'failed=$((failed + 1)) && failed_steps+=("(interrupted)") && exit 130' INT TERM

due() { # WHEN
    case "$1,$extent" in
        full,quick | long,quick | long,full) return 1 ;;
    esac
}

wanted() { # WHEN NAME
    due "$1" || return 1
    [ ${#words[@]} -gt 0 ] || return 0
    local word
    for word in "${words[@]}"; do
        [[ $2 != *"$word"* ]] || return 0
    done
    return 1
}

# The numbers at the end of a log: "<passed> <failed>", or nothing if the program did not count.
count() { # LOG
    awk '
        /^[0-9]+ passed, [0-9]+ failed/ { passed = $1; failed = $3; counted = 1 }
        /^All tests passed \(.* in [0-9]+ test cases?\)/ { passed = $(NF - 2); failed = 0; counted = 1 }
        /^No tests ran/ { passed = failed = 0; counted = 1 }
        /^test cases: / {
            passed = failed = 0; counted = 1
            for (i = 2; i < NF; i++) {
                if ($(i + 1) == "passed") passed = $i
                if ($(i + 1) == "failed" && $(i + 2) != "as") failed = $i
            }
        }
        END { if (counted) print passed, failed }' "$1"
}

# Runs it; leaves what it said in NAME.log, and its status and seconds in NAME.end.
run() { # NAME COMMAND…
    local name=$1 began=$SECONDS status=0
    shift
    rm -f "$logs/$name.end"
    timeout --kill-after=10 "${step_seconds:-900}" "$@" </dev/null >"$logs/$name.log" 2>&1 || status=$?
    echo "$status $((SECONDS - began))" >"$logs/$name.end"
}

# Tells how it went, and adds to the sum.
tell() { # NAME COMMAND…
    local name=$1 log=$logs/$1.log status seconds good=0 bad=0
    shift
    # One that left no end behind was ended itself.
    read -r status seconds 2>/dev/null <"$logs/$name.end" || status=1 seconds='?'
    read -r good bad <<<"$(count "$log")"
    if [ -z "$good" ]; then
        good=$((status == 0)) bad=$((status != 0))
    elif ((status != 0 && bad == 0)); then
        bad=1 # it counted well and then fell over
    elif ((good + bad == 0)); then
        bad=1 # a program that runs nothing proves nothing
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    printf '%-28s %s passed, %s failed (%s s)\n' "$name" "$good" "$bad" "$seconds"
    ((bad == 0)) && return 0
    failed_steps+=("$name")
    case $status in
        124 | 137) echo "    stopped after ${step_seconds:-900} s: $*" ;;
        126 | 127) echo "    expected to run '$1', but it cannot be started" ;;
        *) echo "    '$*' ended with status $status:" ;;
    esac
    tail -n 60 "$log" | sed 's/^/    /'
}

# A step that has the machine for itself.
step() { # WHEN NAME COMMAND…
    local when=$1 name=$2
    shift 2
    wanted "$when" "$name" || return 0
    all_told
    run "$name" "$@"
    tell "$name" "$@"
}

# A step that others may run beside, as many as there are cores: it asks for no moment to be kept.
running=() # "PID NAME COMMAND…"
beside() { # WHEN NAME COMMAND…
    local when=$1 name=$2
    shift 2
    wanted "$when" "$name" || return 0
    while ((${#running[@]} >= cores)); do
        tell_ended
    done
    run "$name" "$@" &
    running+=("$! $name $*")
}
cores=$(nproc)

# Waits for one of them, and tells of all that have ended.
tell_ended() {
    wait -n 2>/dev/null || true
    local still=() each
    for each in "${running[@]}"; do
        # shellcheck disable=SC2086 # its words
        set -- $each
        if kill -0 "$1" 2>/dev/null; then
            still+=("$each")
        else
            shift
            tell "$@"
        fi
    done
    running=("${still[@]}")
}

all_told() {
    while ((${#running[@]} > 0)); do
        tell_ended
    done
}

# What everything after it needs: shown as it goes, and the end if it fails. Not counted as a test.
prepare() { # NAME COMMAND…
    local name=$1 began
    shift
    all_told
    began=$SECONDS
    echo "$name: $*"
    if ! "$@" </dev/null; then
        failed=$((failed + 1))
        failed_steps+=("$name")
        exit 1
    fi
    echo "$name: done in $((SECONDS - began)) s"
}

# The same while something else goes on; `ready NAME` waits for it and shows what it said.
prepare_meanwhile() { # NAME COMMAND…
    local name=$1
    shift
    echo "$name: $* (meanwhile)"
    run "$name" "$@" &
    meanwhile=$!
}

ready() { # NAME
    local status seconds
    wait "$meanwhile"
    read -r status seconds 2>/dev/null <"$logs/$1.end" || status=1 seconds='?'
    cat "$logs/$1.log"
    if ((status != 0)); then
        failed=$((failed + 1))
        failed_steps+=("$1")
        exit 1
    fi
    echo "$1: done in $seconds s"
}

prepare_long() { # NAME COMMAND…
    due long || return 0
    prepare "$@"
}

# One step for each test program that CMake knows in that build. Test cases that need long are tagged [slow].
unit_tests() { # WHEN BUILD_FOLDER
    local when=$1 folder=$2 program name
    due "$when" || return 0
    for program in $(cat "$folder/tests.txt"); do
        name=$(basename "$folder").$program
        if [ "$extent" = quick ]; then
            beside "$when" "$name" "$folder/bin/$program" '~[slow]~[.]'
        else
            beside "$when" "$name" "$folder/bin/$program"
        fi
    done
}
