-- expect: crash SIGSEGV
-- runner: probe
-- A crash in the middle of a call.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    probe "segv"
  end,
}
