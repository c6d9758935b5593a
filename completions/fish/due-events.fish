function __due-events_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-events_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-events_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-events_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-events_parse_tokens -S
    set -l unparsed_tokens (__due-events_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-events'
        __due-events_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'load'
            __due-events_parse_subcommand -r 1 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'ingest-time=' 'again' 'index' 'n/dry-run' 'version' 'h/help'
        case 'query'
            __due-events_parse_subcommand -r 1 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'named=' 'param=+' 'format=' 'o/output=' 'timeout=' 'version' 'h/help'
        case 'stats'
            __due-events_parse_subcommand 0 'store=' 'project=' 'format=' 'version' 'h/help'
        case 'verify'
            __due-events_parse_subcommand 0 'store=' 'project=' 'version' 'h/help'
        case 'gc'
            __due-events_parse_subcommand 0 'store=' 'project=' 'now=' 'summary' 'older-than=' 'summaries' 'n/dry-run' 'version' 'h/help'
        case 'views'
            __due-events_parse_subcommand 0 'store=' 'project=' 'now=' 'list' 'create' 'drop' 'show=' 'engine=' 'address=' 'truncate-ms' 'n/dry-run' 'version' 'h/help'
        case 'ddl'
            __due-events_parse_subcommand 0 'engine=' 'database=' 'location=' 'storage=' 'truncate-ms' 'o/output=' 'version' 'h/help'
        case 'export'
            __due-events_parse_subcommand 0 'store=' 'project=' 'summary' 'out=' 'layout=' 'format=' 'compress=' 'since=' 'until=' 'family=+' 'delete' 'threads=' 'n/dry-run' 'version' 'h/help'
        case 'help'
            __due-events_parse_subcommand -r 1 'version'
        end
    end
end

function __due-events_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-events_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __due-events_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-events_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-events_tokens -p)
    if test -z "$(__due-events_tokens -t)"
        set -l index (count (__due-events_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-events' -f
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'load' -d 'Put events into the database, each once.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'query' -d 'Ask the database, in SQL or by the name of a question.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'stats' -d 'Count the events by project, family and type.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'verify' -d 'Look whether the database is whole and its sums are right.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'gc' -d 'Take away events that are too old, and keep their sums.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'views' -d 'List, show, make or take away the views of the database.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'ddl' -d 'Print the statements that make the same tables and views in another engine.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'export' -d 'Write the events as a lake: files by family, day and hour.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_positional "due-events" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" ingest-time' -l 'ingest-time' -d 'What ingest_timestamp is: of the path, now or of the event (default: path, else now).' -rfka 'path now event'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" again' -l 'again' -d 'Read files again that have not changed since they were read.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" index' -l 'index' -d 'Index the events by message, recipient and endpoint, now and from now on.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events load" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" named' -l 'named' -d 'Ask the question of that name; \'list\' lists them.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query"' -l 'param' -d 'A parameter of the question; repeatable.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" format' -l 'format' -d 'csv, json, jsonl or table (default: table on a terminal, else csv).' -rfka 'csv json jsonl table'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" o output' -l 'output' -s 'o' -d 'Write FILE instead.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" timeout' -l 'timeout' -d 'Give up after TIME, such as 30s or 5m.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events query" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events stats" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events stats" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events stats" format' -l 'format' -d 'csv, json, jsonl or table (default: table on a terminal, else csv).' -rfka 'csv json jsonl table'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events stats" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events stats" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events verify" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events verify" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events verify" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" older-than' -l 'older-than' -d 'Take away days that are older, such as 400d.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" summaries' -l 'summaries' -d 'Take away their sums as well.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events gc" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" list' -l 'list' -d 'List the views and questions, with what they are for (the default).'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" create' -l 'create' -d 'Make the views, in the place of those that are there.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" drop' -l 'drop' -d 'Take the views away; events stay.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" show' -l 'show' -d 'Print the query of a view or a question.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" engine' -l 'engine' -d 'With --show, the engine to print it for (default: sqlite).' -rfka 'sqlite duckdb athena trino spark clickhouse'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" address' -l 'address' -d 'With --show, the address a question is about.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" truncate-ms' -l 'truncate-ms' -d 'With --create, cut the milliseconds of times, as the original views did.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" dry-run n' -s 'n' -l 'dry-run' -d 'With --create or --drop, change nothing.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events views" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" engine' -l 'engine' -d 'sqlite, duckdb, athena, trino, spark or clickhouse.' -rfka 'sqlite duckdb athena trino spark clickhouse'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" database' -l 'database' -d 'Make them in the database NAME.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" location' -l 'location' -d 'Directory or URI of the exported lake (default: ./lake).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" storage' -l 'storage' -d 'What the files hold: json, as export writes it, or parquet (default: json).' -rfka 'json parquet'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" truncate-ms' -l 'truncate-ms' -d 'Cut the milliseconds of times, as the original views did.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" o output' -l 'output' -s 'o' -d 'Write FILE instead of standard output.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events ddl" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" out' -l 'out' -d 'Directory of the lake.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" layout' -l 'layout' -d 'Partitions as dt=…/hour=… (hive) or as Firehose writes them (default: hive).' -rfka 'hive firehose'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" format' -l 'format' -d 'Events as they came, a line each, or in columns: jsonl or csv (default: jsonl).' -rfka 'jsonl csv'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" compress' -l 'compress' -d 'gz, zst or none (default: gz).' -rfka 'gz zst none'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" since' -l 'since' -d 'Only hours of arrival that begin at TIME or later.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" until' -l 'until' -d 'Only hours of arrival that begin before TIME.' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export"' -l 'family' -d 'Only events of a family: pinpoint, ses or sms; repeatable.' -rfka 'pinpoint ses sms'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" delete' -l 'delete' -d 'Remove partitions of the lake that the database has no events of.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" threads' -l 'threads' -d 'Threads that compress (default: 2).' -rfka ''
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" version' -l 'version' -d 'Show the version.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-events' -n '__due-events_should_offer_completions_for_flags_or_options "due-events help" version' -l 'version' -d 'Show the version.'
