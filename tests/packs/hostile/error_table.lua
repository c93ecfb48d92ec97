-- expect: fault error "with a table instead of a message"
-- An error that is not a text is described.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error({ code = 1 })
  end,
}
