function __due-archive_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-archive_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-archive_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-archive_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-archive_parse_tokens -S
    set -l unparsed_tokens (__due-archive_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-archive'
        __due-archive_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'store'
            __due-archive_parse_subcommand -r 1 'definitions=+' 'templates=+' 'all-statuses' 'channels=' 'layout=' 'compress=' 'no-mask' 'legacy-escape' 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'summary' 'pass-through' 'o/output=' 'n/dry-run' 'version' 'h/help'
        case 'render'
            __due-archive_parse_subcommand -r 1 'definitions=+' 'templates=+' 'all-statuses' 'channels=' 'layout=' 'compress=' 'no-mask' 'legacy-escape' 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'summary' 'json' 'version' 'h/help'
        case 'list'
            __due-archive_parse_subcommand 0 'endpoint=+' 'user=+' 'campaign=' 'journey=' 'channel=' 'since=' 'until=' 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'show'
            __due-archive_parse_subcommand -r 1 'store=' 'project=' 'version' 'h/help'
        case 'verify'
            __due-archive_parse_subcommand 0 'store=' 'project=' 'summary' 'version' 'h/help'
        case 'erase'
            __due-archive_parse_subcommand 0 'endpoint=+' 'user=+' 'address=+' 'certificate=' 'n/dry-run' 'hold=' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'expire'
            __due-archive_parse_subcommand 0 'older-than=' 'n/dry-run' 'hold=' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'pack'
            __due-archive_parse_subcommand 0 'n/dry-run' 'by=' 'older-than=' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'help'
            __due-archive_parse_subcommand -r 1 'version'
        end
    end
end

function __due-archive_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-archive_parse_subcommand -S -a positional_count
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

function __due-archive_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-archive_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-archive_tokens -p)
    if test -z "$(__due-archive_tokens -t)"
        set -l index (count (__due-archive_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-archive' -f
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'store' -d 'Keep the messages of send events.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'render' -d 'Print the messages of send events, and keep nothing.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'list' -d 'List messages that are kept.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'show' -d 'Print messages that are kept.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'verify' -d 'Look whether every message is there, and as it was kept.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'erase' -d 'Erase all messages of endpoints, users or addresses.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'expire' -d 'Erase messages that were sent long ago.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'pack' -d 'Move messages from files of their own into packs.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_positional "due-archive" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store"' -l 'definitions' -d 'Read campaigns, journeys and templates from FILE or directory; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store"' -l 'templates' -d 'Read templates from FILE or directory; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" all-statuses' -l 'all-statuses' -d 'Take messages that were held back or failed as well.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" channels' -l 'channels' -d 'Take texts for the event\'s channel only, or for all: endpoint or all (default: endpoint).' -rfka 'endpoint all'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" layout' -l 'layout' -d 'Form of paths and files: due, flat or legacy (default: due).' -rfka 'due flat legacy'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" compress' -l 'compress' -d 'Compress each file: none, gz or zstd (default: none).' -rfka 'none gz zstd'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" no-mask' -l 'no-mask' -d 'Let templates print the address.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" legacy-escape' -l 'legacy-escape' -d 'Escape for HTML in every text, as Pinpoint\'s message archiver did.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" pass-through' -l 'pass-through' -d 'Write all events on standard output, with the places of their messages.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" o output' -l 'output' -s 'o' -d 'With --pass-through, write FILE instead.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive store" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render"' -l 'definitions' -d 'Read campaigns, journeys and templates from FILE or directory; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render"' -l 'templates' -d 'Read templates from FILE or directory; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" all-statuses' -l 'all-statuses' -d 'Take messages that were held back or failed as well.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" channels' -l 'channels' -d 'Take texts for the event\'s channel only, or for all: endpoint or all (default: endpoint).' -rfka 'endpoint all'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" layout' -l 'layout' -d 'Form of paths and files: due, flat or legacy (default: due).' -rfka 'due flat legacy'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" compress' -l 'compress' -d 'Compress each file: none, gz or zstd (default: none).' -rfka 'none gz zstd'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" no-mask' -l 'no-mask' -d 'Let templates print the address.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" legacy-escape' -l 'legacy-escape' -d 'Escape for HTML in every text, as Pinpoint\'s message archiver did.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" json' -l 'json' -d 'Print a line of JSON for each message.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive render" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list"' -l 'endpoint' -d 'Messages to endpoint ID; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list"' -l 'user' -d 'Messages to user ID; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" campaign' -l 'campaign' -d 'Messages of campaign ID.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" journey' -l 'journey' -d 'Messages of journey ID.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" channel' -l 'channel' -d 'Messages on channel NAME, such as EMAIL.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" since' -l 'since' -d 'Messages sent at TIME or later.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" until' -l 'until' -d 'Messages sent before TIME.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive show" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive verify" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive verify" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive verify" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive verify" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase"' -l 'endpoint' -d 'Erase messages to endpoint ID; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase"' -l 'user' -d 'Erase messages to user ID; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase"' -l 'address' -d 'Erase messages to the endpoints that have ADDRESS; repeatable.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" certificate' -l 'certificate' -d 'Say in FILE what was erased.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" hold' -l 'hold' -d 'Leave the messages of endpoints, users, campaigns and journeys in FILE.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive erase" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" older-than' -l 'older-than' -d 'Erase messages of AGE: 7y, 18mo, 12w, 90d.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" hold' -l 'hold' -d 'Leave the messages of endpoints, users, campaigns and journeys in FILE.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive expire" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" by' -l 'by' -d 'A pack a month, or 256 by endpoint: month or endpoint (default: month).' -rfka 'month endpoint'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" older-than' -l 'older-than' -d 'Pack months that ended AGE ago, or earlier: 7y, 18mo, 12w, 90d.' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" version' -l 'version' -d 'Show the version.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive pack" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-archive' -n '__due-archive_should_offer_completions_for_flags_or_options "due-archive help" version' -l 'version' -d 'Show the version.'
